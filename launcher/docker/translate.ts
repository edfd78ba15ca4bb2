import { answers, readAnswer } from "./answers.ts";
import { AnswerFault } from "./answerFault.ts";
import type { ContainerState, ContainerSummary, DiskUsage, Usage } from "./port.ts";

/** @throws AnswerFault, as do all of this file, when the answer is not what the engine sends to `inspect`. */
export function containerState(answer: unknown): ContainerState {
  const { Id, Name, Config, State, Created, NetworkSettings } = readAnswer(answers.container, answer);
  return {
    id: Id,
    name: Name.replace(/^\//, ""),
    image: Config.Image,
    labels: Config.Labels,
    environment: Config.Env,
    networks: Object.keys(NetworkSettings?.Networks ?? {}),
    status: State.Status,
    exitCode: State.ExitCode,
    oomKilled: State.OOMKilled,
    error: State.Error,
    createdAt: Created,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
  };
}

/** The engine's list of containers. */
export function containerSummaries(answer: unknown): ContainerSummary[] {
  return readAnswer(answers.containers, answer).map(({ Id, Names, Image, Labels, State, Created }) => ({
    id: Id,
    name: (Names[0] ?? "").replace(/^\//, ""),
    image: Image,
    labels: Labels,
    status: State,
    running: State === "running",
    createdAt: new Date(Created * 1000).toISOString(),
  }));
}

/** Environment of an image, of the engine's answer to its `inspect`. */
export function imageEnvironment(answer: unknown): string[] {
  return readAnswer(answers.image, answer).Config?.Env ?? [];
}

/** Id of an image, of the engine's answer to its `inspect`. */
export function imageId(answer: unknown): string {
  return readAnswer(answers.image, answer).Id;
}

/** The engine's statistics of a container, in one shot; what one that has ended leaves out counts as 0. */
export function usage(answer: unknown): Usage {
  const { cpu_stats, memory_stats } = readAnswer(answers.stats, answer);
  const { inactive_file, total_inactive_file } = memory_stats?.stats ?? {};
  // Without what the page cache could give back, under the names of cgroup v1 or v2.
  const memoryBytes = (memory_stats?.usage ?? 0) - (total_inactive_file ?? inactive_file ?? 0);
  return { memoryBytes: Math.max(0, memoryBytes), cpuNanos: cpu_stats?.cpu_usage?.total_usage ?? 0 };
}

/** Id of a container that was created. */
export function createdId(answer: unknown): string {
  return readAnswer(answers.created, answer).id;
}

/** Names of the networks. */
export function networkNames(answer: unknown): string[] {
  return readAnswer(answers.networks, answer).map(({ Name }) => Name);
}

/** The engine's version. */
export function engineVersion(answer: unknown): string {
  return readAnswer(answers.version, answer).Version;
}

/** The answer to a ping is `OK`, as text. */
export function checkPing(answer: unknown): void {
  if (Buffer.isBuffer(answer) && answer.toString("utf8").trim() === "OK") return;
  throw new AnswerFault("its answer to a ping is not OK");
}

/** What is answered without content, as to start a container. */
export function readNothing(answer: unknown): void {
  if (Buffer.isBuffer(answer) ? answer.length === 0 : answer?.constructor === Object) return;
  throw new AnswerFault("it answered with something where the Docker Engine answers with nothing");
}

/** The host's time, in milliseconds since the epoch. */
export function systemTime(answer: unknown): number {
  return Date.parse(readAnswer(answers.info, answer).SystemTime);
}

/** The engine's answer to `system/df`. What it could not measure, it gives as -1 or leaves out. */
export function diskUsage(answer: unknown): DiskUsage {
  const { LayersSize, Containers, Volumes, BuildCache } = readAnswer(answers.disk, answer);
  return {
    images: Math.max(LayersSize ?? 0, 0),
    containers: total(Containers?.map(({ SizeRw }) => SizeRw)),
    volumes: total(Volumes?.map(({ UsageData }) => UsageData?.Size)),
    buildCache: total(BuildCache?.map(({ Size }) => Size)),
  };
}

function total(sizes: (number | null | undefined)[] = []): number {
  return sizes.reduce<number>((sum, size) => sum + Math.max(size ?? 0, 0), 0);
}
