import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span as it comes over OTLP's JSON. */
export type ReceivedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  status: { code?: number };
  attributes: Record<string, unknown>;
};

type OtlpValue = { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
type OtlpAttributes = { key: string; value: OtlpValue }[];
type OtlpSpan = Omit<ReceivedSpan, "attributes"> & { attributes: OtlpAttributes };
type OtlpBody = {
  resourceSpans: { resource: { attributes: OtlpAttributes }; scopeSpans: { spans: OtlpSpan[] }[] }[];
};

/** A real OTLP receiver on loopback, for HTTP and JSON. */
export async function otlpReceiver() {
  const spans: ReceivedSpan[] = [];
  const requests: { url: string; headers: Record<string, unknown>; text: string }[] = [];
  const resources: Record<string, unknown>[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      requests.push({ url: request.url ?? "", headers: request.headers, text });
      for (const { resource, scopeSpans } of (JSON.parse(text) as OtlpBody).resourceSpans) {
        resources.push(plain(resource.attributes));
        const all = scopeSpans.flatMap((scope) => scope.spans);
        spans.push(...all.map((span) => ({ ...span, attributes: plain(span.attributes) })));
      }
      response.setHeader("content-type", "application/json").end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ spans, requests, resources, endpoint: `http://127.0.0.1:${port}` },
    /** The one span of this name. */
    named: (name: string): ReceivedSpan => {
      const found = spans.filter((span) => span.name === name);
      const [only] = found;
      if (only === undefined || found.length > 1) {
        throw new Error(`${found.length} spans '${name}' among ${spans.map((span) => span.name).join(", ")}`);
      }
      return only;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function plain(attributes: OtlpAttributes): Record<string, unknown> {
  const valueOf = ({ stringValue, intValue, doubleValue, boolValue }: OtlpValue) =>
    stringValue ?? intValue ?? doubleValue ?? boolValue;
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));
}
