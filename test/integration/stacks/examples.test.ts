import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkout } from "../../../scripts/cache.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { openProject } from "./project.ts";

type Settings = { config: { "dagster-multihost:fleet": FleetInput } };
const examples = readdirSync(join(checkout, "examples")).filter((name) => name.endsWith(".yaml"));

/** An example whose servers all refuse connections at once: 127.0.0.0/8, and a port where nobody listens. */
function unreachable(name: string): Settings {
  const settings = parse(readFileSync(join(checkout, "examples", name), "utf8")) as Settings;
  for (const host of settings.config["dagster-multihost:fleet"].hosts) {
    host.address = host.address.replace("192.0.2.", "127.0.2.");
    host.ssh.port = 1;
  }
  return settings;
}

test.each(examples)("%s can be previewed while none of its servers can be reached", async (name) => {
  const settings = unreachable(name);
  const { locations = [], hosts } = settings.config["dagster-multihost:fleet"];
  const project = await openProject(checkout, `example-${name.replace(".yaml", "")}`, settings);
  try {
    let shown = "";
    const { changeSummary } = await project.stack.preview({ onOutput: (text) => void (shown += text) });
    expect(Object.keys(changeSummary)).toEqual(["create"]);
    for (const { name: location } of locations) expect(shown).toContain(` ${location} `);
    for (const { name: host } of hosts) expect(shown).toMatch(new RegExp(`SSH_UNREACHABLE: host ${host} `));
  } finally {
    project.remove();
  }
});

test("a program of one's own over the components can be previewed, too", async () => {
  const workDir = join(checkout, "examples/own-program");
  const settings = parse(readFileSync(join(workDir, "Pulumi.example.yaml"), "utf8")) as object;
  const project = await openProject(workDir, "preview", settings);
  try {
    let shown = "";
    await project.stack.preview({ onOutput: (text) => void (shown += text) });
    expect(shown).toMatch(/CodeLocation +etl /);
    expect(shown).toMatch(/CodeLocation +analytics /);
  } finally {
    project.remove();
  }
});
