import { cpus, release, totalmem, type as system } from "node:os";
import { readFileSync } from "node:fs";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { configure, destroy, openStack, removeStack } from "../../lab/demo/stack.ts";
import { ensureDocker } from "../../lab/docker/ensure.ts";
import type { LabHost } from "../../lab/lab.ts";
import { labUp } from "../../lab/up.ts";
import type { Report } from "../../scripts/report.ts";
import type { FleetInput } from "../../stacks/fleet/schema.ts";
import { commit } from "../report/machine.ts";
import type { UpDocument, UpTime } from "./document.ts";
import { benchFleet } from "./fleet.ts";
import { loginsSince, serverTime } from "./logins.ts";
import { startServers } from "./servers.ts";
import { stepTimes, type Operation } from "./steps.ts";

/** Makes the servers, measures three `up`s on them, and takes everything away again. */
export async function measureUps(count: number, report: Report): Promise<UpDocument> {
  const lab = await labUp(report);
  const servers = await startServers(await ensureDocker(report), count, report);
  const stack = await openStack(report, "bench-up");
  const password = readFileSync(lab.registry.passwordFile, "utf8").trim();
  const describe = (fleet: FleetInput): Promise<void> =>
    configure(
      stack,
      fleet,
      Object.fromEntries(
        fleet.hosts.map((_, index) => [`fleet.hosts[${index}].registry.password`, password]),
      ),
    );
  const fleet = benchFleet(lab, servers.hosts);
  try {
    const ups: UpTime[] = [];
    await describe(fleet);
    report(`the first up of ${count} hosts …`);
    ups.push(await timedUp("first", stack, servers.hosts));
    report("the same again …");
    ups.push(await timedUp("nothing changed", stack, servers.hosts));
    const [, changed] = fleet.hosts;
    if (changed) changed.docker = { daemonOptions: { "max-concurrent-downloads": 5 } };
    await describe(fleet);
    report("an option of one dockerd …");
    ups.push(await timedUp("an option of one dockerd changed", stack, servers.hosts));
    return {
      date: new Date().toISOString().slice(0, 10),
      commit: (await commit()) ?? "unknown",
      machine: machine(),
      hosts: count,
      ups,
    };
  } finally {
    await destroy(stack, report).catch(() => removeStack(stack));
    await servers.remove();
  }
}

async function timedUp(what: string, stack: Stack, hosts: LabHost[]): Promise<UpTime> {
  const since = await Promise.all(hosts.map(serverTime));
  const operations: Operation[] = [];
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const began = new Map<string, number>();
  const onEvent = ({ resourcePreEvent, resOutputsEvent }: EngineEvent): void => {
    const before = resourcePreEvent?.metadata;
    if (before && !["same", "read"].includes(before.op)) began.set(before.urn, seconds());
    const after = resOutputsEvent?.metadata;
    const from = after && began.get(after.urn);
    if (!after || from === undefined) return;
    const [, , types = "", name = ""] = after.urn.split("::");
    operations.push({ type: types.split("$").at(-1) ?? "", name, start: from, end: seconds() });
  };
  await stack.up({ onEvent, parallel: 32 });
  const took = seconds();
  return {
    what,
    seconds: Math.round(took * 10) / 10,
    resources_changed: operations.length,
    before_first_s: Math.round(Math.min(took, ...operations.map((each) => each.start)) * 10) / 10,
    steps: stepTimes(
      operations,
      hosts.map(({ name }) => name),
    ),
    ssh_logins: await loginsSince(hosts, since),
  };
}

function machine(): UpDocument["machine"] {
  return {
    cpus: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${system()} ${release()}`,
    node: process.versions.node,
  };
}
