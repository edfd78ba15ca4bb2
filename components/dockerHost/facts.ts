/** What a host's dockerd is like, before and under our configuration. */
export interface DockerdFacts {
  /** Text of daemon.json as it was before us, or is without us; empty when there is none. */
  daemonJson: string;
  /** How systemd started dockerd before us. */
  execStart: string;
  /** Text of daemon.json as it is now. */
  current: string;
  /** The text that we wrote last; empty before the first time. */
  written: string;
  /** The {@link revision} under which we wrote it; empty before the first time. */
  revision: string;
  /** How far the server's clock is ahead of this machine's, in milliseconds, for certain; negative: behind. */
  clockAhead: number;
  /** Who listens on the wanted port, as `ss -Hltnp` prints it. */
  listeners: string;
}

/**
 * What read.sh printed: lines `NAME BASE64`.
 *
 * @param during When the script was started and when its answer was there, in milliseconds since the epoch.
 * @returns undefined when systemd has no docker.service to configure.
 */
export function parseFacts(stdout: string, during: [number, number]): DockerdFacts | undefined {
  const values = new Map(
    stdout.split("\n").map((line) => {
      const [name = "", value = ""] = line.split(" ");
      return [name, Buffer.from(value, "base64").toString()];
    }),
  );
  const read = (name: string): string => values.get(name) ?? "";
  // systemd makes a unit of /etc/init.d/docker when there is no other; what dockerd is told is in that script.
  if (!/path=(?!\/etc\/init\.d\/).*argv\[\]=/.test(read("exec-start"))) return undefined;
  return {
    daemonJson: read("original"),
    execStart: read("exec-start").trim(),
    current: read("current"),
    written: read("written"),
    revision: read("revision").trim(),
    clockAhead: difference(Number(read("clock")) * 1000, during),
    listeners: read("listeners"),
  };
}

/** The difference that neither the way there and back nor the clock's whole seconds explain. */
function difference(clock: number, [asked, answered]: [number, number]): number {
  if (clock > answered) return clock - answered;
  return Math.min(0, clock + 999 - asked);
}
