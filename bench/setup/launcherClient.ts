import { Agent, request } from "node:http";

/** The launcher's API over kept connections, as the adapter uses it. */
export class LauncherClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #socketPath: string;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
  }

  /** @returns The last JSON document of the answer. */
  send(method: "GET" | "POST", path: string, body?: object): Promise<Record<string, unknown>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = text === undefined ? {} : { "content-type": "application/json" };
    const options = { socketPath: this.#socketPath, agent: this.#agent, method, path, headers };
    return new Promise((resolve, reject) => {
      const asked = request(options, (answer) => {
        let received = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
        answer.on("end", () => {
          const [last = "{}"] = received.trim().split("\n").slice(-1);
          resolve(JSON.parse(last) as Record<string, unknown>);
        });
      });
      asked.on("error", reject).end(text);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
