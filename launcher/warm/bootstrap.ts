import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The Python program of a warm worker. In the bundle its text takes the place of this module. */
export const bootstrap = readFileSync(join(import.meta.dirname, "bootstrap.py"), "utf8");
