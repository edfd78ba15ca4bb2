import type { Client, ClientChannel } from "ssh2";
import type { HostConfig } from "../../config/index.ts";
import { openSsh } from "./open.ts";
import type { SshAddress } from "./open.ts";

/** The one command that is run on the host: it joins its standard input and output to the engine's socket. */
const dialStdio = "docker system dial-stdio";

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

  #connect(): Promise<Client> {
    const opened: Promise<Client> = openSsh(this.#address, this.#ssh, {
      timeoutMs: this.#timeoutMs,
      closed: () => this.#forget(opened),
    });
    return opened;
  }

  #forget(client: Promise<Client> | undefined): void {
    if (this.#client === client) this.#client = undefined;
  }
}
