import { existsSync } from "node:fs";
import { execa } from "execa";
import { UserError } from "../../scripts/report.ts";
import type { Report } from "../../scripts/report.ts";
import { asRoot } from "../../scripts/root.ts";
import { insideNamespace } from "../namespace.ts";
import { labIndex, labVariable } from "../topology.ts";
import { waitFor } from "../waitFor.ts";
import { runningDaemon, startDaemon } from "./daemon.ts";
import { ask, engineAt } from "./engine.ts";
import type { DockerEngine } from "./engine.ts";
import { installDocker } from "./install.ts";

/**
 * Returns a Docker Engine that answers: the one of `DOCKER_HOST`, the one that we started before, the machine's own, or, when
 * there is none, one that is installed and started now. A lab above 0 has one of its own, in its namespaces, whatever else
 * this machine has.
 *
 * @throws UserError `DOCKER_UNREACHABLE` when `DOCKER_HOST` names an engine that does not answer, `DOCKER_PERMISSION` when
 * this user may not talk to the machine's engine, `DOCKER_MISSING` when Docker cannot be installed here, `DOCKER_START_FAILED`
 * when the daemon does not come up.
 */
export async function ensureDocker(report: Report): Promise<DockerEngine> {
  if (labIndex > 0) return engineOfLab(report);
  const wanted = process.env["DOCKER_HOST"];
  if (wanted !== undefined && wanted !== "") return engineOfEnvironment(wanted);
  const ours = await runningEngine();
  if (ours !== undefined) return ours;
  const machine = await machineEngine();
  if (machine !== undefined) return machine;
  await installDocker(report);
  if (existsSync("/run/systemd/system")) return startUnit(report);
  return engineAt(await startDaemon(report), true);
}

/** The engine that is there already, without starting anything; undefined when there is none. */
export async function findDocker(): Promise<DockerEngine | undefined> {
  if (labIndex > 0) return runningEngine();
  const wanted = process.env["DOCKER_HOST"];
  if (wanted !== undefined && wanted !== "") return engineOfEnvironment(wanted);
  return (await runningEngine()) ?? machineEngine();
}

async function runningEngine(): Promise<DockerEngine | undefined> {
  const ours = runningDaemon();
  return ours !== undefined && (await ask(ours)) === "answers" ? engineAt(ours, true) : undefined;
}

async function engineOfLab(report: Report): Promise<DockerEngine> {
  if (!insideNamespace()) {
    throw new UserError(
      "LAB_OUTSIDE",
      `This process is to work with lab ${labIndex} (${labVariable}), and is outside of its network. ` +
        `Run it there: npm run lab -- enter ${labIndex} COMMAND.`,
    );
  }
  const running = await runningEngine();
  if (running !== undefined) return running;
  await installDocker(report);
  return engineAt(await startDaemon(report), true);
}

async function engineOfEnvironment(host: string): Promise<DockerEngine> {
  if ((await ask(host)) === "answers") return engineAt(host, false);
  throw new UserError(
    "DOCKER_UNREACHABLE",
    `The Docker Engine at DOCKER_HOST=${host} does not answer. Start it, or unset DOCKER_HOST to use this machine's own.`,
  );
}

async function machineEngine(): Promise<DockerEngine | undefined> {
  const host = await currentContext();
  const answer = host === undefined ? "silent" : await ask(host);
  if (host === undefined || answer === "silent") return undefined;
  if (answer === "answers") return engineAt(host, false);
  throw new UserError(
    "DOCKER_PERMISSION",
    `This user may not talk to the Docker Engine at ${host}. Add the user to the group docker ` +
      `(sudo usermod -aG docker "$USER", then log in again), or run this as root.`,
  );
}

async function currentContext(): Promise<string | undefined> {
  const format = "{{.Endpoints.docker.Host}}";
  const { stdout, failed } = await execa("docker", ["context", "inspect", "--format", format], {
    reject: false,
  });
  return failed ? undefined : stdout.trim();
}

async function startUnit(report: Report): Promise<DockerEngine> {
  report("Starting the unit docker.service");
  await asRoot("systemctl", ["enable", "--now", "docker.service"], { reject: false });
  const engine = await waitFor(30, machineEngine);
  if (engine !== undefined) return engine;
  const { stdout } = await asRoot("journalctl", ["-u", "docker.service", "-n", "15", "--no-pager"], {
    reject: false,
  });
  throw new UserError(
    "DOCKER_START_FAILED",
    `docker.service does not answer after 30 s. See \`journalctl -u docker\`; its last lines:\n${stdout}`,
  );
}
