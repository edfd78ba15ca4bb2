import { createHash } from "node:crypto";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { grpcServerCommand, type Definitions } from "../codeLocation/grpcServer.ts";
import { HostDirectory } from "../hostDirectory/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";
import { unit, unitName } from "./unit.ts";

export interface CodeLocationProcessArgs {
  /**
   * The code location's name in Dagster.
   *
   * @example "reporting"
   */
  locationName: string;
  /**
   * The server; it needs systemd and a Python environment with Dagster, but no Docker.
   *
   * @example { name: "host-d", address: "10.0.1.4", port: 22, user: "deploy", privateKey, privateKeyFile, hostKey }
   */
  ssh: SshConnection;
  /**
   * Absolute path of the `dagster` program on the server.
   *
   * @example "/opt/dagster/venv/bin/dagster"
   */
  executable: string;
  /**
   * Who runs it; the user must exist on the server.
   *
   * @default dagster
   * @example "reporting"
   */
  user?: string;
  /**
   * The code, by path below the location's directory on the server.
   *
   * @example { "definitions.py": readFileSync("definitions.py", "utf8") }
   */
  files: Record<string, string>;
  /**
   * Where the definitions are: a Python module, or one of the files.
   *
   * @example { file: "definitions.py" }
   */
  definitions: Definitions;
  /**
   * The gRPC server's port, on the server's address. Locations on one server need different ones.
   *
   * @default 4000
   * @example 4001
   */
  port?: number;
  /**
   * Variables of the gRPC server and of its runs, `KEY=VALUE`. Handled as secrets.
   *
   * @default none
   * @example ["WAREHOUSE_HOST=10.0.1.50"]
   */
  env?: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * A code location as a systemd service on a server without Docker. Its runs go to Dagster's DefaultRunLauncher, which starts
 * them as processes beside the gRPC server. Its log is in the journal: `journalctl -u dagster-location-NAME`.
 */
export class CodeLocationProcess extends pulumi.ComponentResource {
  readonly locationName: string;
  /** `HOST:PORT` that the webserver and the daemon dial, known once the server serves. */
  readonly grpcAddress: pulumi.Output<string>;

  constructor(name: string, args: CodeLocationProcessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dagster-multihost:index:CodeLocationProcess", name, {}, opts);
    const { ssh, locationName } = args;
    const port = args.port ?? 4000;
    const user = args.user ?? "dagster";
    const root = `/etc/dagster-multihost/location-${locationName}`;
    const code = new HostDirectory(
      `${name}-code`,
      { ssh, directory: root, files: args.files, fileMode: "0644", directoryMode: "0755" },
      { parent: this },
    );
    const environment = pulumi.output(args.env ?? []).apply((env) => env.map(environmentLine).join(""));
    const secrets = new HostDirectory(
      `${name}-environment`,
      { ssh, directory: `${root}-environment`, files: { environment } },
      { parent: this },
    );
    const text = unit({
      locationName,
      user,
      directory: root,
      environmentFile: `${root}-environment/environment`,
      command: grpcServerCommand(args.definitions, port, {
        executable: args.executable,
        listen: ssh.address,
      }),
    });
    const started = hostScript(
      name,
      {
        ssh,
        create: join(import.meta.dirname, "start.sh"),
        delete: join(import.meta.dirname, "stop.sh"),
        variables: {
          host: ssh.name,
          location: locationName,
          unit: unitName(locationName),
          user,
          executable: args.executable,
          address: ssh.address,
          port: String(port),
          wait_seconds: "60",
          // A change of the code or of the environment starts the service anew.
          digest: environment.apply((env) => digest(JSON.stringify([args.files, env]))),
        },
        input: text,
      },
      { parent: this, dependsOn: [code, secrets] },
    );
    this.locationName = locationName;
    this.grpcAddress = started.id.apply(() => `${ssh.address}:${port}`);
    this.registerOutputs({ grpcAddress: this.grpcAddress });
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** One line of an EnvironmentFile (systemd.exec(5)): in double quotes, where `\`, `"`, `` ` `` and `$` are escaped. */
function environmentLine(entry: string): string {
  const at = entry.indexOf("=");
  return `${entry.slice(0, at)}="${entry.slice(at + 1).replaceAll(/["\\`$]/g, "\\$&")}"\n`;
}
