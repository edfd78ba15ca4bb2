import fc from "fast-check";
import { expect, test } from "vitest";
import { secretValues } from "../../../../launcher/log/secretValues.ts";
import { withoutSecrets } from "../../../../launcher/log/withoutSecrets.ts";
import { fleetConfig } from "../fleet.ts";
import { recordedLog } from "./logLines.ts";

test("registry passwords and variables that are called like a secret are secret; other values are not", () => {
  const config = fleetConfig(
    {
      default_env_vars: [
        "DAGSTER_HOME=/opt/dagster",
        "PGPASSWORD=hunter22",
        "AWS_SECRET_ACCESS_KEY",
        "MONKEY=bananas",
      ],
    },
    {
      env_vars: ["API_KEY=longer-hunter22"],
      registry: { url: "r.example.com", username: "me", password: "pull-me" },
    },
  );
  const secrets = secretValues(config, { AWS_SECRET_ACCESS_KEY: "from-env", MONKEY: "x" });
  expect(secrets).toEqual(["longer-hunter22", "hunter22", "from-env", "pull-me"]);
});

test("the password of a URL is left out, the rest of it stays", () => {
  const line = '{"msg":"tcp://u:p@ss@h:2376/x, postgresql://dagster:pw@db:5432/dagster and ssh://deploy@h"}';
  expect(withoutSecrets(line, [])).toBe(
    '{"msg":"tcp://[redacted]@h:2376/x, postgresql://[redacted]@db:5432/dagster and ssh://deploy@h"}',
  );
});

test("a secret with quotes, backslashes or line ends is found in JSON, which stays JSON", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), (secret, around) => {
      const line = JSON.stringify({ msg: `${around}${secret}${around}` });
      const shown = withoutSecrets(line, [secret]);
      expect(shown).not.toBe(line);
    }),
  );
});

test("fields that may hold secrets are censored wherever they stand", () => {
  const { log, text } = recordedLog();
  const secret = { password: "zzz1", env: { A: "zzz2" }, command: ["zzz3"], authconfig: { a: "zzz4" } };
  log.loggers.runs.error({ ...secret, registry: secret, deep: { registry: secret } }, "x");
  expect(text.join("")).not.toContain("zzz");
});
