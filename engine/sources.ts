import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../scripts/cache.ts";

const modules = ["core", "lang", "tls", "docker", "command"];

/** The files that decide what is built: those of the Go modules without their tests, relative to the checkout. */
export function goSources(): string[] {
  return modules.flatMap((module) =>
    readdirSync(join(checkout, "engine", module))
      .filter((name) => /^go\.(mod|sum)$|\.go$/.test(name) && !name.endsWith("_test.go"))
      .map((name) => `engine/${module}/${name}`),
  );
}
