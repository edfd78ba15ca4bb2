import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observer } from "../../../components/dockerHost/observe.ts";
import { ensureEngine } from "../../../engine/install.ts";
import { deploy } from "../../../stacks/deploy.ts";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { observer as answering } from "../../unit/stacks/mocks.ts";
import { startSandbox, type Sandbox } from "./sandbox.ts";

const passwords = {
  registry: "REGISTRY-PASSWORD-to-look-for",
  postgres: "POSTGRES-PASSWORD-to-look-for",
  token: "ENVIRONMENT-VALUE-to-look-for",
  run: "RUN-VARIABLE-to-look-for",
};
const directory = mkdtempSync(join(tmpdir(), "multihost-secrets-"));
let sandbox: Sandbox;
let stack: Stack;
let secrets: string[];
const seen: Record<string, string> = {};

/** The hosts are servers without dockerd: what is looked at there is told, what is done there is done. */
const observer: Observer = { ...answering, socketGroup: () => Promise.resolve("0") };

function fleet(): FleetInput {
  const ssh = { port: sandbox.port, privateKeyFile: sandbox.privateKeyFile, hostKey: sandbox.hostKey };
  const registry = { url: "registry.example.org", username: "ci", password: passwords.registry };
  const host = (name: string, access: "unix" | "tls" | "ssh") => ({
    name,
    address: "127.0.0.1",
    ssh,
    access,
    registry,
  });
  const external = { host: "127.0.0.1", user: "dagster", database: "dagster", password: passwords.postgres };
  return {
    controlPlane: {
      host: "host-a",
      image: "registry.example.org/control-plane:1",
      postgres: { external },
      environment: { TOKEN: passwords.token },
      envVars: ["TOKEN"],
    },
    hosts: [host("host-a", "unix"), host("host-b", "tls"), host("host-c", "ssh")],
    locations: [
      {
        name: "etl",
        hosts: ["host-b"],
        image: "registry.example.org/etl:1",
        module: "etl",
        envVars: ["TOKEN"],
        containerContext: { envVars: [`RUN_TOKEN=${passwords.run}`] },
      },
    ],
  };
}

beforeAll(async () => {
  sandbox = await startSandbox();
  const [, key = ""] = readFileSync(sandbox.privateKeyFile, "utf8").split("\n");
  secrets = [...Object.values(passwords), key];
  const engine = await ensureEngine((line) => void process.stderr.write(`  ${line}\n`));
  stack = await LocalWorkspace.createOrSelectStack(
    {
      projectName: "secrets-test",
      stackName: "secrets",
      program: () => Promise.resolve({ ...deploy(loadFleet(fleet()), observer) }),
    },
    {
      pulumiCommand: engine.command,
      envVars: {
        ...engine.environment,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${directory}`,
      },
    },
  );
  const record = (name: string) => (text: string) => void (seen[name] = (seen[name] ?? "") + text);
  // The most at which values are not traced, see docs/components.md; and the most that there is.
  const loud = (name: string, logVerbosity = 4) => ({
    logVerbosity,
    logFlow: true,
    logToStdErr: true,
    onOutput: record(`${name}: output`),
    onError: record(`${name}: log`),
    onEvent: (event: object) => record(`${name}: events`)(JSON.stringify(event)),
  });
  await stack.preview({ ...loud("preview"), diff: true });
  // No dockerd answers, so images cannot be pulled: what comes before them is done and kept.
  await stack
    .up({ ...loud("up"), diff: true, continueOnError: true })
    .catch((error: unknown) => record("up: error")(String(error)));
  // Not exportStack: it asks for the secrets in clear.
  seen["state"] = stateFiles();
  seen["outputs"] = JSON.stringify(await stack.outputs());
  await stack.preview({ ...loud("second preview"), diff: true, debug: true });
  const loudest = { ...loud("loudest", 9), diff: true, debug: true };
  await stack.up({ ...loudest, continueOnError: true }).catch(() => undefined);
  await stack.preview(loudest);
  seen["state after the loudest"] = stateFiles();
});

/** Lines in which the engine and the providers' bridge trace what they hand over: from 9, and from 5 on. */
const traces = /"msg":"(Marshaling property|Unmarshaling property|(Created )?Terraform input)/;

/** The state, its backups and the history, as the backend keeps them. */
function stateFiles(): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
}

afterAll(async () => {
  await stack.destroy({ continueOnError: true }).catch(() => undefined);
  sandbox.stop();
  rmSync(directory, { recursive: true });
});

test("the fleet was really brought up as far as a server without dockerd goes", () => {
  const urns = seen["state"] ?? "";
  expect(urns).toMatch(/Command::control-plane-launcher/);
  expect(urns).toMatch(/Command::host-c-launcher-ssh/);
  expect(urns).toMatch(/providers:docker::host-c/);
  expect(seen["up: error"]).toBeDefined();
});

test("nothing that was shown, logged or stored holds a secret in clear", () => {
  expect(Object.keys(seen)).toEqual(
    expect.arrayContaining(["preview: log", "up: log", "up: events", "state", "outputs"]),
  );
  for (const [place, text] of Object.entries(seen)) {
    if (place !== "loudest: log") expect(linesWithSecrets(text), place).toEqual([]);
  }
});

test("at the highest verbosity, Pulumi's own traces hold secrets, and nothing else does: neither our program nor our scripts", () => {
  const lines = linesWithSecrets(seen["loudest: log"] ?? "");
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => !traces.test(line))).toEqual([]);
});

/** The beginnings of the lines with a secret in them, in clear or in base64. */
function linesWithSecrets(text: string): string[] {
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString("base64").slice(0, -4)]);
  return text
    .split("\n")
    .filter((line) => forms.some((form) => line.includes(form)))
    .map((line) => line.slice(0, 200));
}
