import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { imageOn } from "../../../components/codeLocation/image.ts";
import { service } from "../../../components/service.ts";
import { ensureEngine } from "../../../engine/install.ts";
import { realEngine } from "../launcher/engine.ts";
import { tinyImage } from "../launcher/tinyImage.ts";

const name = "dagster-multihost-test-service";
const directory = mkdtempSync(join(tmpdir(), "multihost-service-"));
const context = join(directory, "context");
const run = async (...args: string[]): Promise<string> =>
  (await execa("docker", args, { env: { DOCKER_HOST: dockerUrl } })).stdout;
let dockerUrl: string;
let stack: Stack;

/** An image and a service on this machine's dockerd. */
function program(): Promise<Record<string, unknown>> {
  const provider = new docker.Provider("here", { host: dockerUrl });
  const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
  const build = { context, args: { WORD: "first" } };
  const image = imageOn("built", { name: `${name}/built`, build }, { provider, dockerUrl }, parent);
  const network = new docker.Network("net", { name }, { provider });
  service(
    "service",
    {
      containerName: name,
      image,
      command: ["/bin/sleep", "600"],
      networkName: network.name,
      env: ["PASSWORD=SERVICE-PASSWORD-to-look-for"],
      healthcheck: { test: ["CMD", "/bin/sh", "-c", "true"] },
      options: { memory: "64m", cpus: 0.5, logMaxSize: "1m", logMaxFiles: 2, restart: "always" },
    },
    { provider },
  );
  return Promise.resolve({ image: image.name });
}

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  await execa("mkdir", [context]);
  writeFileSync(
    join(context, "Dockerfile"),
    `FROM ${tinyImage}\nARG WORD\nENV WORD=$WORD\nCOPY . /context/\n`,
  );
  writeFileSync(join(context, "kept"), "1");
  writeFileSync(join(context, "left-out"), "1");
  writeFileSync(join(context, ".dockerignore"), "left-out\n");
  const engine = await ensureEngine((line) => void process.stderr.write(`  ${line}\n`));
  stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "service-test", stackName: "service", program },
    {
      pulumiCommand: engine.command,
      envVars: {
        ...engine.environment,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${directory}`,
      },
    },
  );
  await stack.up();
});

afterAll(async () => {
  await stack.destroy();
  const images = await run("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", `${name}/built`);
  await run("image", "rm", ...images.split("\n"));
  rmSync(directory, { recursive: true });
});

test("the image is built by the host's dockerd, with its arguments, and without what .dockerignore names", async () => {
  expect(await run("exec", name, "/bin/sh", "-c", "echo $WORD; echo /context/*")).toBe(
    "first\n/context/Dockerfile /context/kept",
  );
});

test("limits, restart policy and log rotation are in force", async () => {
  const { HostConfig: config } = JSON.parse(await run("inspect", "--format", "{{json .}}", name)) as {
    HostConfig: Record<string, unknown>;
  };
  expect(config).toMatchObject({
    Memory: 64 * 1024 ** 2,
    MemorySwap: 128 * 1024 ** 2,
    NanoCpus: 5e8,
    LogConfig: { Type: "json-file", Config: { "max-file": "2", "max-size": "1m" } },
    RestartPolicy: { Name: "always" },
  });
});

test("a second up changes nothing, and a refresh finds nothing changed", async () => {
  expect(Object.keys((await stack.up()).summary.resourceChanges ?? {})).toEqual(["same"]);
  expect(Object.keys((await stack.refresh()).summary.resourceChanges ?? {})).toEqual(["same"]);
  expect((await stack.preview()).changeSummary).toEqual({ same: 6 });
});

test("the environment is encrypted in the state", () => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const texts = files.map(({ parentPath, name: file }) => readFileSync(join(parentPath, file), "utf8"));
  expect(texts.join("\n")).not.toContain("SERVICE-PASSWORD-to-look-for");
});

test("a container that was removed by hand is found by refresh, and put back by up", async () => {
  await run("rm", "--force", name);
  expect((await stack.refresh()).summary.resourceChanges).toMatchObject({ delete: 1 });
  expect((await stack.up()).summary.resourceChanges).toMatchObject({ create: 1 });
  expect(await run("inspect", "--format", "{{.State.Running}}", name)).toBe("true");
});

test("a change of the context makes another image, and a container of it", async () => {
  const before = await run("inspect", "--format", "{{.Config.Image}} {{.Image}}", name);
  writeFileSync(join(context, "kept"), "2");
  await stack.up();
  expect(await run("inspect", "--format", "{{.Config.Image}} {{.Image}}", name)).not.toBe(before);
});
