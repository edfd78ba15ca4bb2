import type { Lab } from "../../../lab/lab.ts";
import { asRoot } from "./hosts.ts";

const container = "own-postgres";

/** A Postgres on a lab host that no stack knows of, with the user and the database `dagster`. */
export class OwnPostgres {
  readonly password = "the-password-of-the-own-postgres";
  readonly host: string;
  readonly address: string;

  private constructor(host: string, address: string) {
    this.host = host;
    this.address = address;
  }

  static async start(lab: Lab, name: string, registryPassword: string): Promise<OwnPostgres> {
    const { address } = lab.hosts.find((host) => host.name === name) ?? {};
    if (address === undefined) throw new Error(`the lab has no ${name}`);
    const postgres = new OwnPostgres(name, address);
    const { url, username } = lab.registry;
    await asRoot(
      name,
      `docker rm --force --volumes ${container} >/dev/null 2>&1 || true
echo '${registryPassword}' | docker --config /tmp/own-postgres login --username ${username} --password-stdin ${url} >/dev/null 2>&1
export POSTGRES_PASSWORD='${postgres.password}'
docker --config /tmp/own-postgres run --detach --name ${container} --publish ${address}:5432:5432 \\
  --env POSTGRES_USER=dagster --env POSTGRES_DB=dagster --env POSTGRES_PASSWORD ${lab.images.postgres}
rm -rf /tmp/own-postgres
for i in $(seq 60); do docker exec ${container} pg_isready -q -h 127.0.0.1 -U dagster && exit; sleep 0.5; done; exit 1`,
    );
    return postgres;
  }

  /** Runs SQL in a database as its superuser, and returns the rows without any decoration. */
  async sql(text: string, database = "dagster"): Promise<string> {
    return await asRoot(
      this.host,
      `docker exec -i ${container} psql -U dagster -d ${database} -At <<'SQL'\n${text}\nSQL`,
    );
  }

  async stop(): Promise<void> {
    await asRoot(this.host, `docker stop --time 5 ${container}`);
  }

  async startAgain(): Promise<void> {
    await asRoot(
      this.host,
      `docker start ${container}; for i in $(seq 60); do docker exec ${container} pg_isready -q -h 127.0.0.1 && exit; sleep 0.5; done; exit 1`,
    );
  }

  async remove(): Promise<void> {
    await asRoot(this.host, `docker rm --force --volumes ${container} >/dev/null 2>&1 || true`);
  }
}
