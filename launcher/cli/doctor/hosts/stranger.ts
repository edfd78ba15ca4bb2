import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";

/** Where a stranger would knock. */
export type Door = { host: string; port: number; scheme: "http" | "https" };

const limitMs = 4_000;

/** Whether a Docker API answers there without credentials. Only `GET /_ping` is asked, which changes nothing. */
export function answersAnybody({ host, port, scheme }: Door): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { host, port, path: "/_ping", timeout: limitMs, agent: false, rejectUnauthorized: false };
    const asked = (scheme === "https" ? httpsRequest : httpRequest)(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200 && response.headers["api-version"] !== undefined);
      asked.destroy();
    });
    const timer = setTimeout(() => asked.destroy(new Error("no answer")), limitMs);
    asked.on("error", () => resolve(false)).on("close", () => clearTimeout(timer));
    asked.end();
  });
}
