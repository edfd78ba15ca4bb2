import type { z } from "zod";
import { LauncherError } from "../../error.ts";

/** A reload imports the code of a location: it may take as long as the location's own start. */
const timeoutMs = 120_000;

/** Dagster's GraphQL API, as the webserver offers it. */
export class DagsterClient {
  /** Where the webserver is, without credentials. */
  readonly url: string;
  readonly #headers: Record<string, string>;

  /**
   * @param webserverUrl Of the webserver, with the path prefix that it was given, if any. `user:password@` in it is
   * sent as basic authentication, for a proxy that asks for it.
   * @throws LauncherError `WEBSERVER_URL_INVALID`.
   */
  constructor(webserverUrl: string) {
    const url = URL.parse(webserverUrl);
    if (url === null || !/^https?:$/.test(url.protocol)) throw invalidUrl();
    const { username, password } = url;
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    this.url = `${url.origin}${url.pathname.replace(/\/(graphql\/?)?$/, "")}`;
    this.#headers = {
      "content-type": "application/json",
      ...(username === "" ? {} : { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` }),
    };
  }

  /**
   * Sends a query or mutation and checks the data of its answer.
   *
   * @throws LauncherError `DAGSTER_UNREACHABLE`, `DAGSTER_REFUSED`, `DAGSTER_ANSWER_INVALID`.
   */
  async query<T extends z.ZodType>(query: string, variables: object, schema: T): Promise<z.output<T>> {
    const { data, errors } = await this.#post(JSON.stringify({ query, variables }));
    if (Array.isArray(errors) && errors.length > 0) throw this.#refused(errors);
    const parsed = schema.safeParse(data);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new LauncherError(
      "DAGSTER_ANSWER_INVALID",
      `The answer of Dagster's webserver ${this.url} is not understood (${issue?.path.join(".") ?? ""}: ` +
        `${issue?.message ?? ""}). This command is made for Dagster 1.13; use the versions that go together.`,
    );
  }

  async #post(body: string): Promise<{ data?: unknown; errors?: unknown }> {
    const signal = AbortSignal.timeout(timeoutMs);
    let text: string;
    try {
      const init = { method: "POST", headers: this.#headers, body, signal };
      text = await (await fetch(`${this.url}/graphql`, init)).text();
    } catch (error) {
      throw this.#unreachable(reasonOf(error), error);
    }
    const answer = json(text);
    if ("data" in answer || "errors" in answer) return answer;
    throw this.#unreachable("something else than Dagster answers there");
  }

  #unreachable(reason: string, cause?: unknown): LauncherError {
    const message =
      `Dagster's webserver does not answer at ${this.url} (${reason}). Start it, or name it with --webserver-url or ` +
      "DAGSTER_WEBSERVER_URL.";
    return new LauncherError("DAGSTER_UNREACHABLE", message, { retryable: true, cause });
  }

  #refused(errors: unknown[]): LauncherError {
    const messages = errors.map((error) => (error as { message?: unknown }).message);
    const message =
      `Dagster's webserver ${this.url} refused the request: ${messages.join("; ").slice(0, 500)}. ` +
      "This command is made for Dagster 1.13; use the versions that go together.";
    return new LauncherError("DAGSTER_REFUSED", message);
  }
}

function invalidUrl(): LauncherError {
  // What was given may hold a password.
  const message =
    "The webserver's URL is not valid. Give --webserver-url or DAGSTER_WEBSERVER_URL as http://HOST:PORT.";
  return new LauncherError("WEBSERVER_URL_INVALID", message);
}

function json(text: string): { data?: unknown; errors?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}
