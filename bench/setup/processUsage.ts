import { readFileSync } from "node:fs";
import { execa } from "execa";
import type { Usage } from "../systems/system.ts";

/** Milliseconds of a tick of the kernel's clock, in which it counts CPU time. */
export async function tickMs(): Promise<number> {
  return 1000 / Number((await execa("getconf", ["CLK_TCK"])).stdout);
}

/** What a process consumes. The fields of /proc/PID/stat are counted from behind its name, which may have blanks. */
export function processUsage(pid: number, tick: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const rss = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { cpu_ms: (Number(fields[11]) + Number(fields[12])) * tick, rss_mb: Number(rss) / 1024 };
}
