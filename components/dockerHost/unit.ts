/** How systemd starts dockerd, taken apart. */
export interface DockerdCommand {
  /** The command line without its listeners. */
  command: string;
  /** What `-H` named, such as `fd://`. */
  listeners: string[];
}

/**
 * Takes the listeners out of dockerd's command line. dockerd refuses to start when listeners are named both there and in
 * daemon.json (dockerd(8), "conflicting options").
 *
 * @param execStart The value of `systemctl show -p ExecStart --value docker.service`.
 * @throws RangeError when it holds no command line.
 * @example
 * parseExecStart("{ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// ; … }");
 * // { command: "/usr/sbin/dockerd", listeners: ["fd://"] }
 */
export function parseExecStart(execStart: string): DockerdCommand {
  const argv = /argv\[\]=(.*?) ;/.exec(execStart)?.[1];
  if (argv === undefined) throw new RangeError(`no command line in "${execStart}"`);
  const listeners: string[] = [];
  const rest: string[] = [];
  const words = argv.trim().split(/\s+/);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const joined = /^(?:-H|--host)=?(.+)$/.exec(word)?.[1];
    if (word === "-H" || word === "--host") listeners.push(words.shift() ?? "");
    else if (joined !== undefined) listeners.push(joined);
    else rest.push(word);
  }
  return { command: rest.join(" "), listeners };
}

/**
 * A systemd drop-in that replaces the unit's command line (systemd.service(5): an empty ExecStart= clears it, `%` begins a
 * specifier, and systemd has put in what the unit's own stood for).
 */
export function dropIn(line: string): string {
  const command = line.replaceAll("%", "%%");
  return `# Written by dagster-multihost: the listeners are in /etc/docker/daemon.json.\n[Service]\nExecStart=\nExecStart=${command}\n`;
}
