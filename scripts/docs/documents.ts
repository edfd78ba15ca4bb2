import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { openApiDocument, statusApiDocument } from "../../launcher/api/openApi.ts";
import { launcherConfigJsonSchema } from "../../launcher/config/index.ts";
import { checkout } from "../cache.ts";
import { configurationRegions } from "./configuration.ts";
import { dagsterYamlSchema } from "./dagsterYaml.ts";
import { fleetDocuments } from "./fleet.ts";
import { performanceRegions } from "./performance.ts";
import { fillRegions } from "./regions.ts";
import { troubleshootingRegions } from "./troubleshooting/page.ts";

/**
 * Every generated document as it should be now: its path in the checkout, and its text. Of a page with regions the text
 * around them is taken from the page itself.
 */
export async function documents(): Promise<Record<string, string>> {
  const drafts: Record<string, string> = {
    "docs/configuration.md": page("docs/configuration.md", configurationRegions()),
    "docs/performance.md": page("docs/performance.md", performanceRegions()),
    "docs/troubleshooting.md": page("docs/troubleshooting.md", troubleshootingRegions()),
    "docs/schema/launcher-config.schema.json": JSON.stringify(launcherConfigJsonSchema()),
    "docs/openapi.json": JSON.stringify(await openApiDocument()),
    "docs/status-openapi.json": JSON.stringify(await statusApiDocument()),
    "docs/schema/dagster-yaml.schema.json": JSON.stringify(dagsterYamlSchema),
    ...fleetDocuments(),
  };
  const formatted = Object.entries(drafts).map(async ([path, text]) => {
    const filepath = join(checkout, path);
    return [path, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return Object.fromEntries(await Promise.all(formatted));
}

function page(path: string, regions: Record<string, string>): string {
  return fillRegions(readFileSync(join(checkout, path), "utf8"), regions);
}
