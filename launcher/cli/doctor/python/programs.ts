import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The Python program that runs beside `doctor`. In the bundle its text takes the place of this module. */
export const controlProgram = text("control.py");

/** The Python program that runs in a container of each code location's image. */
export const containerProgram = text("container.py");

function text(name: string): string {
  return readFileSync(join(import.meta.dirname, name), "utf8");
}
