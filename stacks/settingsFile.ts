import { existsSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/**
 * The file with the stack's settings, `Pulumi.<stack>.yaml`. Older language hosts do not tell the project's directory: then the
 * working directory is taken for it. It may not be there, such as when `--config-file` names another one.
 */
export function settingsFile(): string {
  const name = `Pulumi.${pulumi.getStack()}.yaml`;
  const inProject = join(pulumi.getRootDirectory(), name);
  return existsSync(inProject) ? inProject : join(process.cwd(), name);
}
