import type { LabHost } from "../../lab/lab.ts";
import { ssh } from "../../lab/ssh.ts";
import type { UpTime } from "./document.ts";
import { accessOf } from "./fleet.ts";

/** A server's clock, seconds since the epoch. */
export async function serverTime(host: LabHost): Promise<number> {
  const { stdout } = await ssh(host, ["date", "+%s.%N"]);
  return Number(stdout);
}

/**
 * How many logins the sshd of each host has written down since then, by how the host is reached. Each of them is what costs: a
 * connection, the key exchange and a process. The one that asks is not counted.
 */
export async function loginsSince(hosts: LabHost[], since: number[]): Promise<UpTime["ssh_logins"]> {
  const counts = await Promise.all(hosts.map((host, index) => count(host, since[index] ?? 0)));
  const kinds = Map.groupBy(counts.keys(), (index) => accessOf(index));
  return Object.fromEntries(
    [...kinds].map(([kind, members]) => {
      const logins = members.map((index) => counts[index] ?? 0);
      return [kind, { hosts: members.length, min: Math.min(...logins), max: Math.max(...logins) }];
    }),
  );
}

async function count(host: LabHost, since: number): Promise<number> {
  const { stdout } = await ssh(host, [
    `sudo journalctl -u ssh --since @${since} -o cat | grep -c '^Accepted publickey'; true`,
  ]);
  return Number(stdout) - 1;
}
