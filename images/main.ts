/** `npm run image -- REFERENCE`: builds the control plane image, or another stage, under a name of your own. */
import { Command, Option } from "commander";
import { docker } from "../lab/docker/engine.ts";
import { ensureDocker } from "../lab/docker/ensure.ts";
import { baseImage } from "../lab/images/base.ts";
import { buildDagster, type DagsterStage } from "../lab/images/product.ts";
import { runCli } from "../scripts/cli.ts";
import { showTasks } from "../scripts/tasks.ts";

await runCli(async () => {
  const program = new Command("npm run image --")
    .description("Build an image of images/dagster. Push it with docker push.")
    .argument("<reference>", "such as registry.example.org/dagster-multihost/control-plane:0.3.0")
    .addOption(
      new Option("--stage <stage>", "what to build")
        .choices(["base", "code-location", "control-plane"])
        .default("control-plane"),
    )
    .parse();
  const [reference = ""] = program.args;
  const { stage } = program.opts<{ stage: DagsterStage }>();
  let host = "";
  await showTasks([
    {
      title: `Image ${reference}`,
      task: async (report) => {
        const engine = await ensureDocker(report);
        const image = await buildDagster(engine, report, await baseImage(engine, report), stage);
        await docker(engine, ["tag", image, reference]);
        host = engine.host;
      },
    },
  ]);
  process.stdout.write(`Built ${reference}. Push it: docker --host ${host} push ${reference}\n`);
});
