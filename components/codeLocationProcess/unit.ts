export interface UnitArgs {
  locationName: string;
  user: string;
  /** Where the code lies; the process starts there. */
  directory: string;
  /** A file of `KEY=VALUE` lines. */
  environmentFile: string;
  command: string[];
}

/** The systemd unit's name for a code location. */
export function unitName(locationName: string): string {
  return `dagster-location-${locationName}.service`;
}

/**
 * A systemd unit for a bare gRPC server. Runs of the location are child processes of it, so stopping the unit stops the
 * main process alone (`KillMode=process`) and lets live runs end by themselves.
 */
export function unit(args: UnitArgs): string {
  return `# Written by dagster-multihost.
[Unit]
Description=Dagster code location ${args.locationName}
After=network-online.target
Wants=network-online.target

[Service]
User=${args.user}
WorkingDirectory=${args.directory}
EnvironmentFile=${args.environmentFile}
ExecStart=${args.command.map(escape).join(" ")}
Restart=always
RestartSec=2
KillMode=process
PrivateTmp=true
NoNewPrivileges=true
ProtectSystem=full

[Install]
WantedBy=multi-user.target
`;
}

/** systemd.service(5), "COMMAND LINES": `%` and `$` are special, a word with blanks stands in quotes. */
function escape(word: string): string {
  const text = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /[\s"'\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, "\\$&")}"` : text;
}
