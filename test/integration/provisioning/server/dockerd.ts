/** As much of dockerd as provisioning looks at: daemon.json, mutual TLS, /version. It is started by `systemctl` beside it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";

// Whoever looks at the port sees the name of the program.
process.title = "dockerd";

const root = process.env["DAGSTER_MULTIHOST_ROOT"] ?? "";
const fake = process.env["FAKE"] ?? "";
const config = JSON.parse(readFileSync(join(root, "etc/docker/daemon.json"), "utf8")) as Record<
  string,
  unknown
>;
if ("no-such-option" in config) throw new Error("unknown option no-such-option");
writeFileSync(join(fake, "live-restore"), String(config["live-restore"] === true));

const tcp = ((config["hosts"] ?? []) as string[]).find((host) => host.startsWith("tcp://"));
const pem = (key: string): string => readFileSync(join(root, config[key] as string), "utf8");
const ready = (): void => writeFileSync(join(fake, "pid"), String(process.pid));
// A firewall in between: it runs, but nobody reaches it.
if (tcp === undefined || existsSync(join(fake, "firewall"))) {
  setInterval(() => undefined, 60_000);
  ready();
} else {
  const { hostname, port } = new URL(tcp.replace("tcp:", "http:"));
  createServer(
    {
      ca: pem("tlscacert"),
      cert: pem("tlscert"),
      key: pem("tlskey"),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (_, response) => response.end(JSON.stringify({ Version: "99.1" })),
  ).listen(Number(port), hostname, ready);
}
