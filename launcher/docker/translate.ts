import type Docker from "dockerode";
import type { ContainerState, ContainerSummary } from "./port.ts";

/** The engine's answer to `inspect` as the runs logic sees it. */
export function containerState({ Id, Name, Config, State }: Docker.ContainerInspectInfo): ContainerState {
  // The engine sends null for an empty map or list, which the types do not say.
  const config: { Labels: Record<string, string> | null; Env: string[] | null } = Config;
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    labels: config.Labels ?? {},
    environment: config.Env ?? [],
    status: State.Status as ContainerState["status"],
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    error: State.Error,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
  };
}

/** One entry of the engine's list of containers. */
export function containerSummary({ Id, Names, Labels, State }: Docker.ContainerInfo): ContainerSummary {
  return { id: Id, name: (Names[0] ?? "").replace(/^\//, ""), labels: Labels, running: State === "running" };
}
