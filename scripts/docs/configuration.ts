import { readFileSync } from "node:fs";
import { join } from "node:path";
import { resolvedJsonSchema } from "../../launcher/config/index.ts";
import type { JsonSchema } from "../../launcher/config/index.ts";
import { refusedKwargs } from "../../launcher/config/containerKwargs.ts";
import { checkout } from "../cache.ts";
import { keyTable } from "./keyTable.ts";
import { markdownTable } from "./markdownTable.ts";

/** The generated regions of docs/configuration.md: one table for each level of the configuration, and the example. */
export function configurationRegions(): Record<string, string> {
  const schema = resolvedJsonSchema();
  const level = (name: string): JsonSchema => schema.definitions?.[name] ?? {};
  const example = readFileSync(join(checkout, "docs/examples/dagster.yaml"), "utf8");
  return {
    example: `\`\`\`yaml\n${example}\`\`\``,
    "top-level": keyTable(schema),
    host: keyTable(level("DockerHost")),
    tls: keyTable(level("Tls")),
    ssh: keyTable(level("Ssh")),
    registry: keyTable(level("Registry")),
    "container-kwargs": keyTable(level("ContainerKwargs")),
    "refused-kwargs": markdownTable(
      ["Name", "What to do"],
      Object.entries(refusedKwargs).map(([name, why]) => [`\`${name}\``, sentence(why)]),
    ),
  };
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
