/** `npm run docs`: writes every document that is generated from the code. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "./cache.ts";
import { runCli } from "./cli.ts";
import { apiReference, writeApiReference } from "./docs/api.ts";
import { documents } from "./docs/documents.ts";

await runCli(async () => {
  for (const [path, text] of Object.entries(await documents())) {
    writeFileSync(join(checkout, path), text);
    process.stdout.write(`${path}\n`);
  }
  writeApiReference(await apiReference());
  process.stdout.write("docs/api\n");
});
