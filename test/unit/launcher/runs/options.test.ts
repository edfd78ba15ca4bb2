import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fleet } from "../fleet.ts";

/** What the engine was asked to create. */
async function created(top: object, ofHost: Record<string, unknown>, request: object) {
  const { create, host } = fleet(top, ofHost);
  const { containerId } = await create(request);
  const container = host("b").containers.get(containerId);
  if (container === undefined) throw new Error("no container");
  return container;
}

const tags = (kwargs: object): { tags: Record<string, string> } => ({
  tags: { "multihost/container_kwargs": JSON.stringify(kwargs) },
});

describe("options of a run container", () => {
  test("come from default, host, container context and run, the later winning", async () => {
    const given = fc.constantFrom(undefined, 1024 ** 3, 2 * 1024 ** 3, 3 * 1024 ** 3);
    const level = (value: number | undefined): object => (value === undefined ? {} : { mem_limit: value });
    await fc.assert(
      fc.asyncProperty(given, given, given, given, async (ofDefault, ofHost, ofContext, ofRun) => {
        const { spec } = await created(
          { default_container_kwargs: level(ofDefault) },
          { container_kwargs: level(ofHost) },
          { containerContext: { container_kwargs: level(ofContext) }, ...tags(level(ofRun)) },
        );
        expect(spec.body.HostConfig["Memory"]).toBe(ofRun ?? ofContext ?? ofHost ?? ofDefault);
      }),
    );
  });

  test("merge environment and labels, and the launcher's own always win", async () => {
    const container = await created(
      {
        default_env_vars: ["A=default"],
        run_container_kwargs_allowed: ["environment", "labels"],
        default_container_kwargs: { environment: { B: "default" }, labels: { one: "default" } },
      },
      { env_vars: ["A=host"], container_kwargs: { environment: { B: "host", C: "host" } } },
      {
        containerContext: {
          env_vars: ["A=context", "FROM_LAUNCHER", "DAGSTER_RUN_ID=forged"],
          container_kwargs: {
            environment: ["C=context", "D=context"],
            labels: { "dagster/run_id": "forged" },
          },
        },
        ...tags({
          environment: { D: "run", DAGSTER_RUN_ID: "forged", SECRET: null },
          labels: { two: "run", "dagster/managed": "no" },
        }),
      },
    );
    expect(container.environment.toSorted()).toEqual([
      "A=context",
      "B=host",
      "C=context",
      "D=run",
      "DAGSTER_RUN_ID=run-1",
      "DAGSTER_RUN_JOB_NAME=daily_etl",
      "FROM_LAUNCHER=yes",
      "SECRET",
    ]);
    expect(container.labels).toMatchObject({
      one: "default",
      two: "run",
      "dagster/run_id": "run-1",
      "dagster/managed": "true",
    });
  });

  test("named by a misspelt tag are a warning in the run's log", async () => {
    const { create, events } = fleet();
    await create({
      tags: { "multihost/memmory": "2g", "multihost/cleanup_max_age_hours": "1", team: "data" },
    });
    expect(events.filter(({ level }) => level === "warning")).toEqual([
      {
        level: "warning",
        message:
          "The run's tag multihost/memmory is unknown and has no effect. Did you mean 'multihost/memory'?",
      },
    ]);
  });

  test("that a run may not set fail the launch and leave no container", async () => {
    const { create, host } = fleet();
    await expect(create(tags({ privileged: true }))).rejects.toMatchObject({
      code: "RUN_OPTION_NOT_ALLOWED",
      retryable: false,
    });
    expect(host("b").containers.size).toBe(0);
  });
});

describe("container context of the code location", () => {
  test("adds networks to those of the host", async () => {
    const container = await created({}, { network: "n1" }, { containerContext: { networks: ["n1", "n2"] } });
    expect(container.networks).toEqual(["n1", "n2"]);
  });

  test("brings its own registry, with a password from the launcher's environment", async () => {
    const { create, host } = fleet({}, { registry: { url: "reg.test", username: "host", password: "h" } });
    const registry = { url: "reg.test", username: "team", password: { env: "FROM_LAUNCHER" } };
    await create({ image: "reg.test/app:1", containerContext: { registry } });
    expect(host("b").pulls).toEqual([
      { image: "reg.test/app:1", auth: { username: "team", password: "yes", serveraddress: "reg.test" } },
    ]);
  });

  test.each([
    [{ container_kwargs: { memlimit: "1g" } }, /container_kwargs\.memlimit: .*Did you mean 'mem_limit'/],
    [{ env_var: ["A"] }, /env_var: Unknown key. Did you mean 'env_vars'/],
    [{ env_vars: "A" }, /env_vars/],
    [
      { registry: { url: "r", username: "u", password: { env: "NOT_SET" } } },
      /registry\.password: .*'NOT_SET'/,
    ],
  ])("that is not valid is named: %o", async (containerContext, message) => {
    await expect(fleet().create({ containerContext })).rejects.toMatchObject({
      code: "CONTAINER_CONTEXT_INVALID",
      message: expect.stringMatching(message) as string,
    });
  });

  test("names a variable that the launcher does not have, and never a value", async () => {
    const containerContext = { env_vars: ["NOT_SET", "TOKEN=hunter2"] };
    const failure: unknown = await fleet()
      .create({ containerContext })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "ENV_VAR_MISSING",
      message: expect.stringMatching(
        /'NOT_SET' \(container context of code location 'etl': env_vars\)/,
      ) as string,
    });
    expect(String(failure)).not.toContain("hunter2");
  });

  test("may not set network_mode beside networks", async () => {
    const containerContext = { container_kwargs: { network_mode: "host" } };
    const { create } = fleet({}, { network: "n1" });
    await expect(create({ containerContext })).rejects.toMatchObject({
      code: "NETWORK_MODE_CONFLICT",
      message: expect.stringMatching(/container context of code location 'etl'.*n1/) as string,
    });
  });
});
