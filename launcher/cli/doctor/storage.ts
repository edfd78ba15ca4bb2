/** What dagster.yaml says about Dagster's Postgres: `{postgres_db}`, `{postgres_url}`, or empty for another storage. */
export type PostgresStorage = { postgres_db?: unknown; postgres_url?: unknown };

/**
 * Finds the Postgres storage of a dagster.yaml: `storage.postgres`, or the `config` of a storage class, also of one of the
 * three older keys.
 */
export function postgresStorage(dagsterYaml: unknown): PostgresStorage {
  const storage = field(dagsterYaml, "storage");
  const older = ["run_storage", "event_log_storage", "schedule_storage"].map((key) =>
    field(dagsterYaml, key),
  );
  const candidates = [field(storage, "postgres"), ...[storage, ...older].map((one) => field(one, "config"))];
  for (const candidate of candidates) {
    const [postgres_db, postgres_url] = [field(candidate, "postgres_db"), field(candidate, "postgres_url")];
    if (postgres_db !== undefined) return { postgres_db };
    if (postgres_url !== undefined) return { postgres_url };
  }
  return {};
}

/** The secrets that are written out in a storage, and those of the variables that it names. */
export function storageSecrets(storage: PostgresStorage, env: NodeJS.ProcessEnv): (string | undefined)[] {
  return [storage.postgres_url, field(storage.postgres_db, "password")].flatMap((value) => {
    const text = typeof value === "string" ? value : named(value, env);
    return [text, passwordOf(text)];
  });
}

function named(value: unknown, env: NodeJS.ProcessEnv): string | undefined {
  const name = field(value, "env");
  return typeof name === "string" ? env[name] : undefined;
}

function passwordOf(url: string | undefined): string | undefined {
  const password = url !== undefined && URL.canParse(url) ? new URL(url).password : "";
  return password === "" ? undefined : decodeURIComponent(password);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Record<string, unknown>)[key] ?? undefined;
}
