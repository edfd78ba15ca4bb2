import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = join(import.meta.dirname, "../../../../launcher/page/client");

/** A module of the page that does not touch the page. They are plain JavaScript: the test says what it expects of it. */
export async function client<Module>(name: string): Promise<Module> {
  return (await import(pathToFileURL(join(folder, name)).href)) as Module;
}
