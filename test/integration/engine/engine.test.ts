import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local, remote } from "@pulumi/command";
import { interpolate, secret } from "@pulumi/pulumi";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { PrivateKey } from "@pulumi/tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureEngine } from "../../../engine/install.ts";
import { startSshd } from "./sshd.ts";
import type { Sshd } from "./sshd.ts";

const directory = mkdtempSync(join(tmpdir(), "engine-"));
const witness = join(directory, "witness");
const minutes = 60_000;
let sshd: Sshd;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => {
  sshd.stop();
  rmSync(directory, { recursive: true });
});

test(
  "an engine runs local commands, keys and remote commands; a second up changes nothing",
  { timeout: 20 * minutes },
  async () => {
    const stack = await openStack("first", () => {
      const here = new local.Command("here", { create: "printf here" });
      const key = new PrivateKey("key", { algorithm: "ED25519" });
      const there = new remote.Command("there", {
        connection: sshd.connection,
        create: interpolate`cat >${witness} && printf "%s and there" ${here.stdout}`,
        delete: `rm ${witness}`,
        stdin: secret(key.publicKeyOpenssh),
      });
      return Promise.resolve({ stdout: there.stdout, publicKey: key.publicKeyOpenssh });
    });
    const first = await stack.up();
    expect(first.summary.resourceChanges).toEqual({ create: 4 });
    expect(first.outputs["stdout"]).toEqual({ value: "here and there", secret: true });
    expect(first.outputs["publicKey"]?.value).toMatch(/^ssh-ed25519 /);
    expect(readFileSync(witness, "utf8")).toBe(first.outputs["publicKey"]?.value);

    const second = await stack.up();
    expect(second.summary.resourceChanges).toEqual({ same: 4 });
    await stack.refresh();
    expect((await stack.preview()).changeSummary).toEqual({ same: 4 });

    expect((await stack.destroy()).summary.resourceChanges).toEqual({ delete: 4 });
    expect(existsSync(witness)).toBe(false);
  },
);

test("a wrong host key fails the up and names both keys", { timeout: 2 * minutes }, async () => {
  const other = await startSshd();
  other.stop();
  const stack = await openStack("second", () => {
    const connection = { ...sshd.connection, hostKey: other.connection.hostKey };
    new remote.Command("there", { connection, create: `touch ${witness}` });
    return Promise.resolve({});
  });
  await expect(stack.up()).rejects.toThrow(
    /host key mismatch: .* is ssh-ed25519 SHA256:.* presented ssh-ed25519 SHA256:/,
  );
  expect(existsSync(witness)).toBe(false);
  await stack.destroy();
});

async function openStack(stackName: string, program: () => Promise<Record<string, unknown>>): Promise<Stack> {
  const engine = await ensureEngine((line) => console.error(line));
  return LocalWorkspace.createOrSelectStack(
    { projectName: "engine-test", stackName, program },
    {
      pulumiCommand: engine.command,
      envVars: {
        ...engine.environment,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${directory}`,
      },
    },
  );
}
