import type { z } from "zod";
import type { Check } from "../check.ts";
import { failure, ok, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";
import type { postgresAnswer } from "../hosts/probe.ts";

/** Whether a run's container on the host can use Dagster's Postgres: with the run's own image, environment and network. */
export function postgres(location: string): Check<HostContext> {
  return {
    name: "postgres",
    limitSeconds: 60,
    run: async ({ info, probe }) => {
      await info();
      return [postgresFinding((await probe(location)).postgres, location)];
    },
  };
}

/** Says in which way Postgres cannot be used: each has another fix. */
export function postgresFinding(
  { state, host, port, detail }: z.output<typeof postgresAnswer>,
  location: string,
): Finding {
  const where = `Postgres at ${host ?? "its address"}:${port ?? 5432}`;
  const because = detail == null || detail === "" ? "" : ` (${detail})`;
  const problem = (what: string, fix: string): Finding =>
    failure(`A container of '${location}' on this host ${what}${because}.`, fix);
  switch (state) {
    case "ok":
      return ok(`A container of '${location}' can use ${where}.`);
    case "not_postgres":
      return warning(
        "dagster.yaml does not keep Dagster's storage in Postgres: runs on other hosts cannot report to it.",
        "Configure storage.postgres in dagster.yaml.",
      );
    case "variable_missing":
      return failure(
        `dagster.yaml names the variable ${detail ?? ""}, which the containers of '${location}' do not have.`,
        "Add it to default_env_vars or env_vars of docker_hosts.",
      );
    case "driver_missing":
      return failure(
        `The image of '${location}' has no dagster-postgres.`,
        "Install dagster-postgres in the image.",
      );
    case "name_unresolved":
      return problem(
        `cannot resolve the name of ${where}`,
        "Use an address, or a name that the host's DNS knows; a container's name is known on its own network alone.",
      );
    case "connection_refused":
      return problem(
        `is refused by ${where}`,
        "See that Postgres runs, and listens on an address that the host reaches (listen_addresses, published port).",
      );
    case "connect_timeout":
    case "no_route":
      return problem(
        `cannot reach ${where}`,
        "Open Postgres's port for this host in the firewalls between them.",
      );
    case "authentication":
      return problem(
        `is not let in by ${where}`,
        "Correct user and password in the variables that dagster.yaml names, or pg_hba.conf of Postgres.",
      );
    case "ssl":
      return problem(
        `cannot agree with ${where} on SSL`,
        "Correct sslmode in storage.postgres.postgres_db.params.",
      );
    case "database_missing":
      return problem(`does not find its database in ${where}`, "Create the database, or correct db_name.");
    default:
      return problem(`cannot use ${where}`, "Look at Postgres's log.");
  }
}
