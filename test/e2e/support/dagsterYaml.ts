import { parse, stringify } from "yaml";
import { addressOf, onHost } from "./hosts.ts";

/** The parts of dagster.yaml that tests change. */
export interface DagsterSettings {
  run_retries?: { enabled: boolean };
  run_coordinator: { config: Record<string, unknown> };
  run_monitoring: Record<string, unknown>;
  run_launcher: {
    config: {
      docker_hosts: {
        host_name: string;
        networks?: string[];
        inherit_env_from_container?: string;
        registry?: { password: unknown };
      }[];
    };
  };
}

const file = "/var/lib/dagster-multihost/home/dagster.yaml";
const original = "/var/tmp/dagster.yaml.original";

/** Changes the deployment's dagster.yaml, as an operator would with an editor, and restarts what reads it. */
export async function changeDagsterYaml(change: (settings: DagsterSettings) => void): Promise<void> {
  await onHost("host-a", `test -e ${original} || cp ${file} ${original}`);
  const settings = parse(await onHost("host-a", `cat ${file}`)) as DagsterSettings;
  change(settings);
  await write(stringify(settings));
}

/** Runs something under a changed dagster.yaml and puts back what was there. */
export async function withDagsterYaml<T>(
  change: (settings: DagsterSettings) => void,
  look: () => Promise<T>,
): Promise<T> {
  const before = await onHost("host-a", `cat ${file}`);
  await changeDagsterYaml(change);
  try {
    return await look();
  } finally {
    await write(`${before}\n`);
  }
}

/** Puts back the file that provisioning wrote, so that it finds what it made. */
export async function restoreDagsterYaml(): Promise<void> {
  await onHost("host-a", `if [ -e ${original} ]; then cat ${original} > ${file} && rm ${original}; fi`);
}

/** Restarts the launcher and, once it answers, the daemon. */
export async function restartServices(): Promise<void> {
  await onHost("host-a", "docker restart --time 5 dagster-launcher");
  await launcherAnswers();
  await onHost("host-a", "docker restart --time 10 dagster-daemon");
}

/** Waits until the launcher answers on its status port. */
export async function launcherAnswers(): Promise<void> {
  await onHost(
    "host-a",
    `for i in $(seq 100); do curl -sf --max-time 2 http://${addressOf("host-a")}:3001/healthz && exit; sleep 0.2; done; exit 1`,
  );
}

// Written in place: the owner and the mode stay.
async function write(text: string): Promise<void> {
  await onHost("host-a", `echo ${Buffer.from(text).toString("base64")} | base64 -d > ${file}`);
  await restartServices();
}
