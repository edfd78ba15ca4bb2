/** `npm run wheel`: builds the Python package with the bundled launcher into dist/. */
import { join, relative } from "node:path";
import { checkout } from "../../scripts/cache.ts";
import { runCli } from "../../scripts/cli.ts";
import { showTasks } from "../../scripts/tasks.ts";
import { buildWheel } from "./build.ts";

await runCli(async () => {
  let wheel = "";
  await showTasks([
    { title: "Wheel", task: async (report) => (wheel = await buildWheel(report, join(checkout, "dist"))) },
  ]);
  process.stdout.write(`Built ${relative(checkout, wheel)}. Install it: pip install '${wheel}[node]'\n`);
});
