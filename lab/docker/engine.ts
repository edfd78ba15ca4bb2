import { execa } from "execa";

/** A Docker Engine that answers. */
export type DockerEngine = {
  /** Its address as `DOCKER_HOST` takes it, such as `unix:///var/run/docker.sock`. */
  host: string;
  /** What a child process needs in its environment to talk to it. */
  environment: Record<string, string>;
  /** Whether it is the daemon that this project started by hand. */
  startedByUs: boolean;
};

/** The engine at an address. */
export function engineAt(host: string, startedByUs: boolean): DockerEngine {
  return { host, environment: { DOCKER_HOST: host }, startedByUs };
}

/** What a call of the `docker` command may be given besides its arguments. */
export type DockerOptions = { input?: string; environment?: Record<string, string>; timeoutSeconds?: number };

/** Runs the `docker` command against the engine and returns what it prints. */
export async function docker(
  engine: DockerEngine,
  arguments_: string[],
  options: DockerOptions = {},
): Promise<string> {
  const { stdout } = await execa("docker", arguments_, {
    env: { ...engine.environment, ...options.environment },
    timeout: (options.timeoutSeconds ?? 0) * 1000,
    ...(options.input === undefined ? { stdin: "ignore" as const } : { input: options.input }),
  });
  return stdout;
}

/** Like {@link docker}, but undefined when the command fails, as `inspect` does for things that do not exist. */
export async function dockerMaybe(engine: DockerEngine, arguments_: string[]): Promise<string | undefined> {
  try {
    return await docker(engine, arguments_);
  } catch {
    return undefined;
  }
}

/** Whether an engine answers at the address, and whether this user may talk to it. */
export async function ask(host: string): Promise<"answers" | "forbidden" | "silent"> {
  const { failed, stderr } = await execa("docker", ["version", "--format", "{{.Server.Version}}"], {
    env: { DOCKER_HOST: host },
    reject: false,
    timeout: 10_000,
  });
  if (!failed) return "answers";
  return stderr.includes("permission denied") ? "forbidden" : "silent";
}
