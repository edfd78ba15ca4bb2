// Stands in for the launcher's bundle: answers /v1/health on DAGSTER_HOME's socket and counts its starts.
import { appendFileSync, existsSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { argv, env, pid } from "node:process";

const home = argv[argv.indexOf("--dagster-home") + 1];
appendFileSync(join(home, "starts"), `${argv[2]} ${env.DAGSTER_HOME} ${pid}\n`);
if (existsSync(join(home, "broken"))) {
  console.error("docker_hosts[0].docker_url is not a URL");
  process.exit(3);
}
const socket = join(home, "multihost", "launcher.sock");
rmSync(socket, { force: true });
createServer((_, response) => response.end('{"status":"ok","hosts":[]}')).listen(socket);
