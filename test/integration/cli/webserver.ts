import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ensureVenv } from "../../../scripts/venv.ts";
import { freePort } from "../../support/freePort.ts";

const requirements = "launcher/adapter/requirements-dev.txt";

/** Dagster's own webserver with the code locations `etl` (definitions.py) and `broken`. */
export async function realWebserver() {
  const venv = await ensureVenv(() => undefined, requirements, "Dagster and the test tools");
  const folder = mkdtempSync(join(tmpdir(), "webserver-"));
  const home = join(folder, "home");
  const broken = join(folder, "broken.py");
  mkdirSync(home);
  copyFileSync(join(import.meta.dirname, "definitions.py"), join(folder, "etl.py"));
  writeFileSync(broken, "raise ValueError('broken on purpose')\n");
  writeFileSync(
    join(folder, "workspace.yaml"),
    ["etl", "broken"]
      .map((name) => `  - python_file: {relative_path: ${name}.py, location_name: ${name}}\n`)
      .reduce((text, line) => text + line, "load_from:\n"),
  );
  writeFileSync(
    join(home, "dagster.yaml"),
    "telemetry: {enabled: false}\nrun_coordinator: {module: dagster._core.run_coordinator, class: DefaultRunCoordinator}\n",
  );
  const port = await freePort();
  const served = execa(
    join(venv, "bin/dagster-webserver"),
    ["-w", "workspace.yaml", "-h", "127.0.0.1", "-p", String(port)],
    { cwd: folder, env: { DAGSTER_HOME: home }, reject: false, all: true },
  );
  const url = `http://127.0.0.1:${port}`;
  await untilServing(url, served);
  return {
    ...{ url, folder, broken },
    stop: async (): Promise<void> => {
      served.kill("SIGINT");
      await served;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilServing(url: string, served: Promise<{ all?: string }>): Promise<void> {
  const ended = served.then(({ all }) => {
    throw new Error(`dagster-webserver ended: ${all ?? ""}`);
  });
  const answers = async (): Promise<void> => {
    while (!(await fetch(`${url}/server_info`).catch(() => ({ ok: false }))).ok)
      await new Promise((resolve) => setTimeout(resolve, 300));
  };
  await Promise.race([ended, answers()]);
}
