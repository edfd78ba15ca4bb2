import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureEngine } from "../../engine/install.ts";
import type { Lab } from "../../lab/lab.ts";
import { labUp } from "../../lab/up.ts";
import { checkout } from "../../scripts/cache.ts";
import { exportedNames, markedCommands } from "../unit/docs/commands.ts";
import { report } from "./support/deployment.ts";
import { footprints } from "./support/hosts.ts";

const page = readFileSync(join(checkout, "docs/getting-started.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "getting-started-"));
let environment: Record<string, string>;
let before: Record<string, string>;

beforeAll(async () => {
  const lab = await labUp(report);
  const engine = await ensureEngine(report);
  environment = { ...engine.environment, ...readersOwn(lab), TMPDIR: folder };
  before = await footprints(["host-a", "host-b"]);
});

afterAll(async () => {
  // Whatever a failed command left: the page's last commands, once more.
  await shell(markedCommands(page).at(-1) ?? "", { reject: false });
  rmSync(folder, { recursive: true });
  rmSync(join(checkout, "Pulumi.first.yaml"), { force: true });
});

/** What the page tells the reader to export, for the lab's servers. */
function readersOwn(lab: Lab): Record<string, string> {
  const [a, b] = ["host-a", "host-b"].map((name) => lab.hosts.find((host) => host.name === name));
  if (!a || !b) throw new Error("the lab has no host-a or host-b");
  const { url, username, passwordFile } = lab.registry;
  return {
    ...{ HOST_A: a.address, HOST_A_KEY: a.hostKey, HOST_B: b.address, HOST_B_KEY: b.hostKey },
    ...{ SSH_USER: a.user, SSH_KEY: lab.privateKeyFile },
    ...{
      REGISTRY: url,
      REGISTRY_USER: username,
      REGISTRY_PASSWORD: readFileSync(passwordFile, "utf8").trim(),
    },
    ...{ CONTROL_PLANE_IMAGE: lab.images.controlPlane, CODE_IMAGE: lab.images.codeLocation },
    POSTGRES_IMAGE: lab.images.postgres,
    ...{ PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "getting started" },
  };
}

function shell(commands: string, options: { reject?: boolean } = {}) {
  return execa("bash", ["-euo", "pipefail", "-c", commands], {
    ...{ cwd: checkout, env: environment, stdin: "ignore", timeout: 900_000, all: true },
    ...options,
  });
}

test("a reader who follows the page gets a run that succeeds on host-b, and clean servers at the end", async () => {
  expect(Object.keys(readersOwn(await labUp(report))).toSorted()).toEqual(exportedNames(page).toSorted());
  const steps = markedCommands(page);
  const [all, last] = [steps.slice(0, -1), steps.at(-1) ?? ""];
  // One shell, as the reader's: what a step defines is there in the next one.
  const { all: said } = await shell(all.join("\n"));
  expect(said).toMatch(/http:\/\/[\d.]+:3000/);
  expect(said).toContain("RUN_SUCCESS");
  expect(said).toMatch(/host-b.*\bexited\b|\bexited\b.*host-b/);
  expect(said).not.toContain(environment["REGISTRY_PASSWORD"]);
  await shell(last);
  expect(await footprints(["host-a", "host-b"])).toEqual(before);
});
