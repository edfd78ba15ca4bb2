import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Problem } from "../../launcher/config/index.ts";
import { privateKeyFile, sshTarget } from "./privateKey.ts";
import type { Fleet } from "./schema.ts";

/** Files and directories of this machine that a fleet names and that are not there. */
export function localFileProblems(fleet: Fleet): Problem[] {
  return [...keyFileProblems(fleet), ...sourceProblems(fleet)];
}

function keyFileProblems(fleet: Fleet): Problem[] {
  return fleet.hosts.flatMap((host, index) => {
    try {
      sshTarget(host);
      return [];
    } catch {
      const path = `hosts[${index}].ssh.privateKeyFile`;
      const message = `${privateKeyFile(host)} cannot be read. Name the private key with which ${host.name} lets you in.`;
      return [{ path, message }];
    }
  });
}

function sourceProblems(fleet: Fleet): Problem[] {
  return fleet.locations.flatMap(({ process, build }, index) => {
    const wanted: [string, string | undefined][] = [
      ["process.source", process?.source],
      ["build.context", build?.context],
      [
        "build.dockerfile",
        build && existsSync(build.context) ? join(build.context, build.dockerfile) : undefined,
      ],
    ];
    return wanted.flatMap(([field, file]) =>
      file === undefined || existsSync(file)
        ? []
        : [
            {
              path: `locations[${index}].${field}`,
              message: `${resolve(file)} is not there. Paths start at the directory of Pulumi.yaml.`,
            },
          ],
    );
  });
}
