import type Docker from "dockerode";
import type { Usage } from "./port.ts";

/** The engine's one-shot statistics of a container; what a container that has ended leaves out counts as 0. */
export function usage(stats: Pick<Docker.ContainerStats, "cpu_stats" | "memory_stats">): Usage {
  const memory: { usage?: number; stats?: Record<string, number> } = stats.memory_stats;
  const { inactive_file, total_inactive_file, cache } = memory.stats ?? {};
  // The names of cgroup v2 and v1. The engine's own command line leaves out the same.
  const files = total_inactive_file ?? inactive_file ?? cache ?? 0;
  const cpu: { cpu_usage?: { total_usage?: number } } = stats.cpu_stats;
  return {
    memoryBytes: Math.max(0, (memory.usage ?? 0) - files),
    cpuNanos: cpu.cpu_usage?.total_usage ?? 0,
  };
}
