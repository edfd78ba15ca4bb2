import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { DagsterClient } from "../../../../launcher/cli/dagster/client.ts";

const answers: Record<string, string> = {
  "/prefix/graphql": '{"data": {"version": "1.13.27"}}',
  "/refusing/graphql": '{"data": null, "errors": [{"message": "Cannot query field \\"versoin\\""}]}',
  "/another/graphql": "<html>nginx</html>",
};

let base: string;
let authorization: string | undefined;
const server = createServer((request, response) => {
  ({ authorization } = request.headers);
  response.end(answers[request.url ?? ""] ?? "");
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const ask = (url: string, schema: z.ZodType = z.object({ version: z.string() })): Promise<unknown> =>
  new DagsterClient(url).query("{ version }", {}, schema);

describe("the client of Dagster's webserver", () => {
  test.each(["/prefix", "/prefix/", "/prefix/graphql"])("finds it under %s", async (path) => {
    expect(await ask(`http://${base}${path}`)).toEqual({ version: "1.13.27" });
  });

  test("sends the credentials of the URL, and shows them nowhere", async () => {
    await ask(`http://me:hunter2@${base}/prefix`);
    expect(authorization).toBe(`Basic ${btoa("me:hunter2")}`);
    expect(new DagsterClient(`http://me:hunter2@${base}`).url).toBe(`http://${base}`);
  });

  test.each([
    ["/refusing", "DAGSTER_REFUSED", /Cannot query field "versoin"/],
    ["/another", "DAGSTER_UNREACHABLE", /something else than Dagster.*--webserver-url/],
  ])("explains the answer of %s", async (path, code, message) => {
    await expect(ask(`http://me:hunter2@${base}${path}`)).rejects.toMatchObject({ code });
    await expect(ask(`http://me:hunter2@${base}${path}`)).rejects.toThrow(message);
    await expect(ask(`http://me:hunter2@${base}${path}`)).rejects.not.toThrow(/hunter2/);
  });

  test("names the field that it does not understand", async () => {
    await expect(ask(`http://${base}/prefix`, z.object({ version: z.number() }))).rejects.toMatchObject({
      code: "DAGSTER_ANSWER_INVALID",
      message: expect.stringContaining("version") as string,
    });
  });

  test.each(["", "localhost:3000", "ftp://host", "http://me:hunter2@ho st"])("refuses the URL %j", (url) => {
    expect(() => new DagsterClient(url)).toThrow(/http:\/\/HOST:PORT/);
    expect(() => new DagsterClient(url)).not.toThrow(/hunter2/);
  });
});
