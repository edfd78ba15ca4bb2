/** Starts the Docker daemon of the lab that this process is in. */
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { runCli } from "../../../scripts/cli.ts";

await runCli(async () => {
  await ensureDocker((line) => void process.stderr.write(`${line}\n`));
});
