/** Brings up the lab that this process is in, from nothing: what earlier tests made on its engine is removed, and so are their stacks. */
import { rmSync } from "node:fs";
import { labDown } from "../../../lab/down.ts";
import { stackDirectory } from "../../../lab/demo/workspace.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { pristineLab, removeStrangers } from "../../../lab/pristine.ts";
import { runCli } from "../../../scripts/cli.ts";

await runCli(async () => {
  const report = (line: string) => void process.stderr.write(`${line}\n`);
  const engine = await ensureDocker(report);
  await labDown(report, { keepEngine: true });
  await removeStrangers(engine);
  rmSync(stackDirectory(), { recursive: true });
  await pristineLab(report);
});
