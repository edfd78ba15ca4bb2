import type Docker from "dockerode";
import type { ContainerState, ContainerSummary, DiskUsage } from "./port.ts";

/** The engine's answer to `inspect` as the runs logic sees it. */
export function containerState(info: Docker.ContainerInspectInfo): ContainerState {
  const { Id, Name, Config, State, NetworkSettings } = info;
  // The engine sends null for an empty map or list, which the types do not say.
  const config: { Labels: Record<string, string> | null; Env: string[] | null } = Config;
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    labels: config.Labels ?? {},
    environment: config.Env ?? [],
    networks: Object.keys(NetworkSettings.Networks),
    status: State.Status as ContainerState["status"],
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    error: State.Error,
    createdAt: info.Created,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
  };
}

/** One entry of the engine's list of containers. */
export function containerSummary(entry: Docker.ContainerInfo): ContainerSummary {
  const { Id, Names, Image, Labels, State, Created } = entry;
  return {
    id: Id,
    name: (Names[0] ?? "").replace(/^\//, ""),
    image: Image,
    labels: Labels,
    status: State as ContainerSummary["status"],
    running: State === "running",
    createdAt: new Date(Created * 1000).toISOString(),
  };
}

/** The engine's answer to `system/df`. What it could not measure, it gives as -1 or leaves out. */
export function diskUsage(answer: DiskUsageAnswer): DiskUsage {
  return {
    images: answer.LayersSize ?? 0,
    containers: total(answer.Containers?.map(({ SizeRw }) => SizeRw)),
    volumes: total(answer.Volumes?.map(({ UsageData }) => UsageData?.Size)),
    buildCache: total(answer.BuildCache?.map(({ Size }) => Size)),
  };
}

type DiskUsageAnswer = {
  LayersSize?: number;
  Containers?: { SizeRw?: number }[] | null;
  Volumes?: { UsageData?: { Size?: number } | null }[] | null;
  BuildCache?: { Size?: number }[] | null;
};

function total(sizes: (number | undefined)[] = []): number {
  return sizes.reduce<number>((sum, size = 0) => sum + Math.max(size, 0), 0);
}
