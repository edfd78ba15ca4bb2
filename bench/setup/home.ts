import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

/** Where the runs of a deployment are recorded. */
export type Database = { hostname: string; db_name: string };

/** The environment variable with the database's password. */
export const passwordVariable = "DAGSTER_POSTGRES_PASSWORD";

/** Makes a DAGSTER_HOME: Postgres storage, and the run launcher that is measured; undefined is Dagster's own. */
export function makeHome(home: string, database: Database, runLauncher: object | undefined): void {
  mkdirSync(home, { recursive: true });
  const postgres = {
    postgres_db: {
      ...database,
      username: "dagster",
      password: { env: passwordVariable },
      port: 5432,
    },
  };
  const dagster = {
    storage: { postgres },
    telemetry: { enabled: false },
    ...(runLauncher === undefined ? {} : { run_launcher: runLauncher }),
  };
  writeFileSync(join(home, "dagster.yaml"), stringify(dagster));
}
