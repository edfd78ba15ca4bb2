import { Command, CommanderError } from "commander";
import { parseDockerUrl } from "../../config/index.ts";
import type { SshAddress } from "../../docker/ssh/open.ts";
import { LauncherError } from "../../error.ts";

/** Where a command is to be run, and which. */
export type RemoteTarget = {
  address: SshAddress;
  ssh: { private_key_file?: string; known_hosts_file?: string };
  /** The container of the launcher. */
  container: string;
  args: string[];
};

/** Commands that are about this machine alone. */
const local = new Set(["serve", "completion", "help"]);

/** Adds the options that stand before the command, so that `--help` shows them. */
export function asksRemotely(program: Command): Command {
  return program
    .option(
      "--control-plane <url>",
      "run the command there: ssh://[USER@]HOST[:PORT] (default: $DAGSTER_MULTIHOST_CONTROL_PLANE)",
    )
    .option("--ssh-key <file>", "private key for --control-plane (default: the agent, then ~/.ssh)")
    .option("--known-hosts <file>", "where the control plane's host key is (default: ~/.ssh/known_hosts)")
    .option("--container <name>", "the launcher's container there", "dagster-launcher");
}

/**
 * The control plane that the arguments or the environment name; undefined when the command is to be run here.
 *
 * @throws LauncherError `CONTROL_PLANE_INVALID` when what they name is none.
 */
export function remoteTarget(argv: readonly string[], env: NodeJS.ProcessEnv): RemoteTarget | undefined {
  const front = asksRemotely(new Command())
    .argument("[command...]")
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  try {
    front.parse([...argv], { from: "user" });
  } catch (error) {
    // The program itself says what is wrong with them.
    if (error instanceof CommanderError) return undefined;
    throw error;
  }
  const given = front.opts<{
    controlPlane?: string;
    sshKey?: string;
    knownHosts?: string;
    container: string;
  }>();
  const url = given.controlPlane ?? env["DAGSTER_MULTIHOST_CONTROL_PLANE"] ?? "";
  const { args } = front;
  const [command] = args;
  if (url === "" || command === undefined || command.startsWith("-") || local.has(command)) return undefined;
  if (args.includes("--help") || args.includes("-h")) return undefined;
  const { sshKey, knownHosts, container } = given;
  const ssh = {
    ...(sshKey === undefined ? {} : { private_key_file: sshKey }),
    ...(knownHosts === undefined ? {} : { known_hosts_file: knownHosts }),
  };
  return { address: addressOf(url), ssh, container, args };
}

function addressOf(url: string): SshAddress {
  const address = parseDockerUrl(url);
  if (typeof address !== "string" && address.kind === "ssh") return address;
  throw new LauncherError(
    "CONTROL_PLANE_INVALID",
    "--control-plane, or DAGSTER_MULTIHOST_CONTROL_PLANE, must be ssh://[USER@]HOST[:PORT], as in ssh://deploy@10.0.1.1.",
  );
}
