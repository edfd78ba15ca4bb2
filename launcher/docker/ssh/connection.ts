import { Client } from "ssh2";
import type { ClientChannel, ServerHostKeyAlgorithm } from "ssh2";
import type { DockerAddress, HostConfig } from "../../config/index.ts";
import { readIdentity } from "./identity.ts";
import { hostKeyAlgorithms, isKnownKey, knownKeys } from "./knownHosts.ts";

/** The one command that is run on the host: it joins its standard input and output to the engine's socket. */
const dialStdio = "docker system dial-stdio";

type SshAddress = Extract<DockerAddress, { kind: "ssh" }>;

/** One SSH connection to a host, opened at first use, kept, and opened anew after it was lost. */
export class SshConnection {
  readonly #address: SshAddress;
  readonly #ssh: HostConfig["ssh"];
  readonly #timeoutMs: number;
  #client: Promise<Client> | undefined;

  constructor(address: SshAddress, ssh: HostConfig["ssh"], timeoutMs: number) {
    this.#address = address;
    this.#ssh = ssh;
    this.#timeoutMs = timeoutMs;
  }

  /** Opens a channel to the engine's socket. */
  async dial(): Promise<ClientChannel> {
    this.#client ??= this.#connect();
    const connecting = this.#client;
    const client = await connecting.catch((error: unknown) => {
      this.#forget(connecting);
      throw error;
    });
    return new Promise((resolve, reject) => {
      client.exec(dialStdio, (error, channel) => {
        if (error !== undefined) reject(error);
        else resolve(channel);
      });
    });
  }

  close(): void {
    const client = this.#client;
    this.#client = undefined;
    void client?.then((open) => open.end()).catch(() => undefined);
  }

  async #connect(): Promise<Client> {
    const { host, port, user } = this.#address;
    const { knownHosts, ...identity } = await readIdentity(this.#ssh, user);
    const keys = knownKeys(knownHosts, host, port);
    if (keys.accepted.length === 0) throw new Error(unknownHost(host, this.#ssh?.known_hosts_file));
    const client = new Client();
    const opened = new Promise<Client>((resolve, reject) => {
      client
        .once("ready", () => resolve(client))
        .on("error", reject)
        .once("close", () => {
          this.#forget(opened);
          reject(new Error("the SSH connection was closed"));
        });
    });
    client.connect({
      ...identity,
      host,
      port,
      readyTimeout: this.#timeoutMs,
      keepaliveInterval: this.#timeoutMs,
      keepaliveCountMax: 2,
      algorithms: { serverHostKey: hostKeyAlgorithms(keys) as ServerHostKeyAlgorithm[] },
      hostVerifier: (blob: Buffer) => isKnownKey(keys, blob),
    });
    return opened;
  }

  #forget(client: Promise<Client> | undefined): void {
    if (this.#client === client) this.#client = undefined;
  }
}

function unknownHost(host: string, file: string | undefined): string {
  const where =
    file === undefined ? "the known hosts of the launcher's user" : `ssh.known_hosts_file '${file}'`;
  return `no host key of ${host} is in ${where}; add the line that 'ssh-keyscan ${host}' prints, after comparing it with the host's own`;
}
