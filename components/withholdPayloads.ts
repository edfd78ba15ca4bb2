import * as pulumi from "@pulumi/pulumi";

let done = false;

/**
 * Keeps what the engine answers out of Pulumi's debug messages. Its Node SDK prints every answer there with the values of secrets,
 * and the engine passes debug messages on: into event logs (`--event-log`, Automation API) always, and to the terminal with
 * `--debug`. Only the payload is left out.
 *
 * Call it before the first resource. The program of this repository does.
 */
export function withholdPayloads(): void {
  if (done) return;
  done = true;
  const log = pulumi.log as { debug: typeof pulumi.log.debug };
  const { debug } = pulumi.log;
  log.debug = (message, ...rest) => debug(withoutPayload(message), ...rest);
}

/**
 * @example
 * withoutPayload("RegisterResource RPC finished: …; err: null, resp: urn:…"); // "RegisterResource RPC finished: …; err: null, resp: [withheld]"
 */
export function withoutPayload(message: string): string {
  return message.replace(/\b(resp: |(?:obj|props|outputs)=|primitive=).*$/s, "$1[withheld]");
}
