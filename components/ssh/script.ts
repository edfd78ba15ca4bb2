import { readFileSync } from "node:fs";
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { commandConnection, type SshConnection } from "./connection.ts";
import { untouched } from "./gone.ts";

export interface HostScriptArgs {
  ssh: SshConnection;
  /**
   * POSIX shell file that makes, or changes, what the resource stands for. It must do no harm when run again. Default: there is nothing
   * to make, and the server is not contacted for it.
   */
  create?: string;
  /** POSIX shell file that takes it away. Default: it leaves nothing behind, and the server is not contacted for it. */
  delete?: string;
  /** POSIX shell file with what both have in common, such as functions. */
  library?: string;
  /** Shell variables for all of them. */
  variables: Record<string, pulumi.Input<string>>;
  /** Standard input of `create`: lines of text. Default: none. */
  input?: pulumi.Input<string>;
  /** Shown behind the command in previews and diffs; must not be a secret. When it changes, `create` is run again. */
  note?: pulumi.Input<string>;
}

/**
 * A resource that a shell script makes on a server, as root, whoever logs in.
 *
 * Script, variables and input all travel on standard input: nothing of them shows in the server's process list, in error messages or
 * in diffs.
 */
export function hostScript(
  name: string,
  args: HostScriptArgs,
  opts: pulumi.CustomResourceOptions,
): remote.Command {
  const { ssh } = args;
  const stdin = pulumi
    .all([args.variables, args.input ?? ""])
    .apply(([variables, input]) => shellProgram({ ...args, variables, input }));
  return new remote.Command(
    name,
    {
      connection: commandConnection(ssh),
      ...(args.create === undefined
        ? {}
        : {
            create: pulumi
              .output(args.note ?? "")
              .apply((note) => rootShell(ssh.user, "create") + comment(note)),
          }),
      ...(args.delete === undefined ? {} : { delete: rootShell(ssh.user, "delete") }),
      stdin: pulumi.secret(stdin),
      // sshd takes environment variables only from those it is told to (AcceptEnv), and this would send one.
      addPreviousOutputInEnv: false,
    },
    ssh.gone ? pulumi.mergeOptions(opts, untouched) : opts,
  );
}

/** A shell comment: letters, digits and a few signs that no shell acts upon. */
function comment(note: string): string {
  return note === "" ? "" : ` # ${note.replaceAll(/[^\w .,:+-]/g, "?")}`;
}

/** The command for a shell as root that runs one function of a {@link shellProgram} on its standard input. */
export function rootShell(user: string, name: string): string {
  return `${user === "root" ? "" : "sudo -n "}sh -s ${name}`;
}

/** A shell program with the functions `create` and `delete`; its argument names the one to run. */
export function shellProgram(args: {
  create?: string;
  delete?: string;
  library?: string;
  variables: Record<string, string>;
  input: string;
}): string {
  const end = "END_OF_INPUT";
  if (args.input.split("\n").includes(end)) throw new RangeError(`the input has a line ${end}`);
  return [
    ...Object.entries(args.variables).map(([name, value]) => `${name}=${quote(value)}`),
    ...(args.library === undefined ? [] : [readFileSync(args.library, "utf8")]),
    ...(args.create === undefined ? [] : [`create() {\n${readFileSync(args.create, "utf8")}}`]),
    ...(args.delete === undefined ? [] : [`delete() {\n${readFileSync(args.delete, "utf8")}}`]),
    `"$1" <<'${end}'`,
    `${args.input}${args.input === "" || args.input.endsWith("\n") ? "" : "\n"}${end}`,
    "",
  ].join("\n");
}

/** A POSIX shell word for any text: single quotes, with every single quote inside taken out of them. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
