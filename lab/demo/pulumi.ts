/** `npm run pulumi -- ARGS`: the engine on the demo's stack, so that a person can preview, refresh and read outputs. */
import { execa } from "execa";
import { ensureEngine } from "../../engine/install.ts";
import { checkout } from "../../scripts/cache.ts";
import { runCli } from "../../scripts/cli.ts";
import { demoEnvironment, stackName } from "./workspace.ts";

await runCli(async () => {
  const engine = await ensureEngine((line) => process.stderr.write(`${line}\n`));
  const args = process.argv.slice(2);
  // Commands that are about a stack get the demo's, unless another one is named.
  const stack = args.some((arg) => /^(-s|--stack)(=|$)/.test(arg)) ? [] : ["--stack", stackName];
  const { exitCode } = await execa(engine.command.command, [...args, ...(needsStack(args[0]) ? stack : [])], {
    cwd: checkout,
    env: demoEnvironment(engine),
    stdio: "inherit",
    reject: false,
  });
  process.exitCode = exitCode ?? 1;
});

function needsStack(command = ""): boolean {
  return [
    "up",
    "preview",
    "refresh",
    "destroy",
    "stack",
    "config",
    "state",
    "cancel",
    "logs",
    "import",
  ].includes(command);
}
