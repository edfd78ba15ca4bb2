import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { tmpdir } from "node:os";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { ensureEngine, type Engine } from "../../../engine/install.ts";
import { checkout } from "../../../scripts/cache.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { newKeyPair } from "../../../lab/keys.ts";

const directory = mkdtempSync(join(tmpdir(), "multihost-plugin-"));
const plugin = join(checkout, "plugin");
let engine: Engine;

beforeAll(async () => {
  engine = await ensureEngine((line) => void process.stderr.write(`  ${line}\n`));
});
afterAll(() => rmSync(directory, { recursive: true }));

test("the engine reads the package's schema and finds it sound", async () => {
  const { stdout } = await execa(
    join(engine.root, "bin/pulumi"),
    ["package", "get-schema", join(plugin, "pulumi-resource-dagster-multihost")],
    { env: engine.environment, cwd: directory },
  );
  const schema = JSON.parse(stdout) as {
    resources: Record<string, { isComponent: boolean; requiredInputs: string[] }>;
    types: Record<string, { properties: Record<string, { secret?: boolean; $ref?: string }> }>;
  };
  expect(schema.resources["dagster-multihost:index:Fleet"]).toMatchObject({
    isComponent: true,
    requiredInputs: ["controlPlane", "hosts"],
  });
  expect(schema.types["dagster-multihost:index:HostRegistry"]?.properties["password"]?.secret).toBe(true);
  for (const { properties } of Object.values(schema.types)) {
    for (const { $ref } of Object.values(properties)) {
      const name = /^#\/types\/(.*)/.exec($ref ?? "")?.[1];
      if (name !== undefined) expect(schema.types).toHaveProperty([name]);
    }
  }
});

test("Pulumi's own starter of Node plugins serves the package from its directory", async () => {
  const starter = join(checkout, "node_modules/@pulumi/pulumi/cmd/run-plugin/index.js");
  const process_ = execa("node", [starter, plugin, "127.0.0.1:1"], { preferLocal: true, reject: false });
  const port = await new Promise<string>((resolve) =>
    process_.stdout.once("data", (data: Buffer) => resolve(data.toString())),
  );
  process_.kill();
  expect(port.trim()).toMatch(/^\d+$/);
});

/** A program in any language, as the engine sees it: a remote component of the package. */
async function preview(name: string, change: (fleet: FleetInput) => void): Promise<string> {
  const privateKeyFile = join(directory, "id_ed25519");
  writeFileSync(privateKeyFile, newKeyPair().private, { mode: 0o600 });
  const { config } = parse(readFileSync(join(checkout, "examples/mixed.yaml"), "utf8")) as {
    config: { "dagster-multihost:fleet": FleetInput };
  };
  const fleet = config["dagster-multihost:fleet"];
  for (const host of fleet.hosts) {
    host.address = host.address.replace("192.0.2.", "127.0.2.");
    Object.assign(host.ssh, { port: 1, privateKeyFile });
  }
  change(fleet);
  const program = (): Promise<Record<string, unknown>> => {
    const component = new pulumi.ComponentResource(
      "dagster-multihost:index:Fleet",
      "fleet",
      { ...fleet, webserver: undefined },
      {},
      true,
    );
    return Promise.resolve({ urn: component.urn });
  };
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "plugin-test", stackName: name, program },
    {
      pulumiCommand: engine.command,
      envVars: {
        ...engine.environment,
        PATH: [plugin, engine.environment["PATH"] ?? process.env["PATH"]].join(delimiter),
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${directory}`,
      },
    },
  );
  let shown = "";
  await stack
    .preview({ onOutput: (text) => void (shown += text) })
    .catch((error: unknown) => (shown += String(error)));
  return shown;
}

test("a program in another language gets the whole fleet from one component, below it", async () => {
  const shown = await preview("whole", () => undefined);
  expect(shown).toMatch(/index:Fleet +fleet create/);
  for (const component of [
    "ControlPlane control-plane",
    "CodeLocation etl_pipelines",
    "DockerHost host-b",
    "CodeLocationProcess reporting",
  ]) {
    expect(shown).toContain(`dagster-multihost:index:${component} create`);
  }
  expect(shown).not.toContain("error:");
});

test("what is wrong with a fleet is said as in a stack of our own", async () => {
  const shown = await preview("wrong", (fleet) => Object.assign(fleet.hosts[1] ?? {}, { acess: "tls" }));
  expect(shown).toContain("FLEET_INVALID: the fleet has 1 problem:");
  expect(shown).toContain("fleet.hosts[1].acess: Unknown key. Did you mean 'access'?");
});
