import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa, ExecaError } from "execa";
import { checkout } from "../scripts/cache.ts";
import type { Report } from "../scripts/report.ts";
import { UserError } from "../scripts/report.ts";
import { ensureGo } from "./go.ts";
import type { Go } from "./go.ts";
import { goArguments } from "./plan.ts";
import type { Binary } from "./plan.ts";
import { step } from "../scripts/progress.ts";

/**
 * Builds the engine into the folder `root`, which appears only when everything is in it.
 *
 * @throws UserError `GO_MISSING`, `ENGINE_BUILD_FAILED`.
 */
export async function buildEngine(plan: Binary[], root: string, report: Report): Promise<void> {
  report(
    "engine: no usable pulumi on the PATH: building one from Go modules (up to 15 minutes the first time)",
  );
  const go = await ensureGo(report);
  const unfinished = `${root}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(join(unfinished, "bin"), { recursive: true });
  for (const [index, binary] of plan.entries()) {
    await step(report, `Building ${binary.name} (${index + 1} of ${plan.length})`, (progress) =>
      build(go, binary, unfinished, progress),
    );
  }
  await copyDynamicProvider(go, unfinished);
  for (const binary of plan) await installPlugin(binary, unfinished);
  rmSync(join(unfinished, "plugins"), { recursive: true, force: true }); // they are in its home now
  rmSync(root, { recursive: true, force: true });
  renameSync(unfinished, root);
  report("engine: ready");
}

async function build(
  go: Go,
  binary: Binary,
  root: string,
  progress: (detail: string) => void,
): Promise<void> {
  let downloads = 0;
  const count = function* (line: unknown) {
    if (String(line).startsWith("go: downloading ")) progress(`${++downloads} modules downloaded`);
    yield line;
  };
  const cwd = join(checkout, "engine", binary.module);
  await run(binary.name, () =>
    execa(go.path, goArguments(binary, root), { cwd, env: go.environment, stderr: count }),
  );
}

/** The script that runs dynamic providers comes with the SDK's Go module; the engine looks for it beside itself. */
async function copyDynamicProvider(go: Go, root: string): Promise<void> {
  const name = "pulumi-resource-pulumi-nodejs";
  const list = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const cwd = join(checkout, "engine/core");
  const { stdout } = await run(name, () => execa(go.path, list, { cwd, env: go.environment }));
  copyFileSync(join(stdout, "nodejs/dist", name), join(root, "bin", name));
  chmodSync(join(root, "bin", name), 0o755);
}

/** Into the engine's own home: an ordinary pulumi would take a plugin in the user's home for its own. */
async function installPlugin(binary: Binary, root: string): Promise<void> {
  if (binary.plugin === undefined) return;
  const { name, version } = binary.plugin;
  const arguments_ = ["plugin", "install", "resource", name, version, "--file", join(root, binary.output)];
  const env = { PULUMI_HOME: join(root, "home"), PULUMI_SKIP_UPDATE_CHECK: "true" };
  await run(binary.name, () => execa(join(root, "bin/pulumi"), arguments_, { env }));
}

async function run<T>(name: string, command: () => PromiseLike<T>): Promise<T> {
  try {
    return await command();
  } catch (error) {
    const said = error instanceof ExecaError ? error.message : String(error);
    const end = said.trimEnd().split("\n").slice(-20).join("\n");
    const fix =
      "Go modules come from the module proxy (GOPROXY): check that it can be reached, then run this again";
    throw new UserError("ENGINE_BUILD_FAILED", `The engine's ${name} could not be built. ${fix}.\n${end}`, {
      cause: error,
    });
  }
}
