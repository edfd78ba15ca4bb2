import { readFile } from "node:fs/promises";

/**
 * Reads a file that the configuration names.
 *
 * @param field The field that names it, such as `tls.client_key`.
 * @throws Error that names the field and the file, and nothing of its content.
 */
export async function readNamed(field: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new Error(`cannot read ${field} '${file}' (${reason})`, { cause: error });
  }
}
