import { readFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { execa } from "execa";

/** Makes a certificate that ended yesterday. */
export async function expiredLeaf(
  folder: string,
  name: string,
  authority: string,
  extension: string,
): Promise<void> {
  const openssl = (...arguments_: string[]) => execa("openssl", arguments_, { cwd: folder });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];
  await openssl("req", "-new", ...key, "-subj", `/CN=${name}`, "-addext", extension, "-out", `${name}.csr`);
  const ca = ["-CA", `${authority}.pem`, "-CAkey", `${authority}.key`, "-CAcreateserial"];
  await openssl(
    "x509",
    "-req",
    ...ca,
    "-copy_extensions",
    "copy",
    "-days",
    "-1",
    "-in",
    `${name}.csr`,
    "-out",
    `${name}.pem`,
  );
}

/** Servers that answer `GET /_ping` as an engine does. */
export function engineLikes(folder: string) {
  const servers: Server[] = [];
  const answer = (
    _: unknown,
    response: { setHeader(name: string, value: string): void; end(text: string): void },
  ) => {
    response.setHeader("Api-Version", "1.41");
    response.end("OK");
  };
  const read = (name: string) => readFileSync(join(folder, name));
  const listen = (server: Server): Promise<number> => {
    servers.push(server);
    return new Promise((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
    );
  };
  return {
    /** `asks`: whether it wants a client certificate, as with tlsverify. */
    tls: (name: string, asks = true): Promise<number> => {
      const files = { ca: read("ca.pem"), cert: read(`${name}.pem`), key: read(`${name}.key`) };
      return listen(createServer({ ...files, requestCert: asks, rejectUnauthorized: asks }, answer));
    },
    plain: (): Promise<number> => listen(createPlainServer(answer)),
    close: (): void => {
      for (const server of servers) server.close();
    },
  };
}
