import { describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet, request } from "../fleet.ts";

describe("create", () => {
  test("makes one container with command, name, labels and environment, and does not start it", async () => {
    const { create, host, events } = fleet(
      {
        default_env_vars: ["FROM_LAUNCHER", "WAREHOUSE=default"],
        default_container_kwargs: { mem_limit: "1g", labels: { team: "data", "dagster/run_id": "forged" } },
      },
      {
        env_vars: ["WAREHOUSE=host"],
        container_kwargs: { environment: { DAGSTER_RUN_ID: "forged" }, mem_limit: "2g" },
      },
    );
    const created = await create({
      env: { DAGSTER_RUN_JOB_NAME: "daily_etl" },
      instanceId: "prod",
      image: "app:1",
    });
    const container = host("b").containers.get(created.containerId);
    expect(created).toMatchObject({
      containerName: "dagster-run-run-1-0",
      hostName: "b",
      image: "app:1",
      existed: false,
    });
    expect(container?.status).toBe("created");
    expect(container?.spec.body).toMatchObject({
      Image: "app:1",
      Cmd: request.command,
      HostConfig: { Memory: 2 * 1024 ** 3 },
    });
    expect(container?.labels).toEqual({
      team: "data",
      "dagster/managed": "true",
      "dagster/run_id": "run-1",
      "dagster/attempt": "0",
      "dagster/job_name": "daily_etl",
      "dagster/location_name": "etl",
      "dagster/host_name": "b",
      "dagster/instance": "prod",
    });
    expect(container?.environment.toSorted()).toEqual([
      "DAGSTER_RUN_ID=run-1",
      "DAGSTER_RUN_JOB_NAME=daily_etl",
      "FROM_LAUNCHER=yes",
      "WAREHOUSE=host",
    ]);
    expect(events).toEqual([
      { level: "info", message: "Creating Docker container on host 'b' with image 'app:1'" },
    ]);
  });

  test("touches no host but those of the location", async () => {
    const { create, host } = fleet();
    host("c").down = true;
    await create();
    expect(host("c").calls).toEqual([]);
  });

  test("answers a repeated and a simultaneous request with the same container", async () => {
    const { create, host } = fleet();
    const both = await Promise.all([create(), create()]);
    const again = await create();
    expect(new Set([...both, again].map(({ containerId }) => containerId)).size).toBe(1);
    expect(both.map(({ existed }) => existed)).toEqual([false, true]);
    expect(again.existed).toBe(true);
    expect(host("b").containers.size).toBe(1);
  });

  test("adopts a container that another launcher made at the same moment", async () => {
    const { create, host } = fleet();
    const first = await create();
    const inspect = host("b").inspect.bind(host("b"));
    let asked = 0;
    host("b").inspect = async (name) => (asked++ === 0 ? undefined : inspect(name));
    expect(await create()).toMatchObject({ containerId: first.containerId, existed: true });
  });

  test("makes another container for another attempt", async () => {
    const { create, host } = fleet();
    await create();
    await create({ attempt: 1 });
    expect([...host("b").containers.values()].map(({ name }) => name)).toEqual([
      "dagster-run-run-1-0",
      "dagster-run-run-1-1",
    ]);
  });

  test("refuses a container of that name which is not the run's", async () => {
    const { create, host } = fleet();
    await host("b").create("dagster-run-run-1-0", {
      body: { Image: "app:1", Labels: {}, Env: [], HostConfig: {} },
    });
    await expect(create()).rejects.toMatchObject({ code: "CONTAINER_NAME_TAKEN", retryable: false });
  });

  test.each([
    [{ image: "Not an image" }, "IMAGE_INVALID"],
    [{ locationName: "nowhere" }, "LOCATION_NOT_MAPPED"],
  ])("refuses %o", async (changes, code) => {
    await expect(fleet().create(changes)).rejects.toMatchObject({ code, retryable: false });
  });

  test("names a variable that the launcher does not have", async () => {
    const { create, host } = fleet({}, { env_vars: ["NOT_SET"] });
    await expect(create()).rejects.toMatchObject({
      code: "ENV_VAR_MISSING",
      message: expect.stringContaining("NOT_SET") as string,
    });
    expect(host("b").containers.size).toBe(0);
  });

  test("explains what the engine refuses", async () => {
    const { create, host } = fleet();
    host("b").failures = { create: new EngineError(400, "invalid CPU set") };
    const message = expect.stringMatching(/host 'b'.*invalid CPU set.*container_kwargs/) as string;
    await expect(create()).rejects.toMatchObject({ code: "CONTAINER_CREATE_FAILED", message });
  });
});

describe("networks", () => {
  test("are joined before the start", async () => {
    const { create, host } = fleet({}, { network: "n1", networks: ["n1", "n2"] });
    const { containerId } = await create();
    expect(host("b").containers.get(containerId)).toMatchObject({
      networks: ["n1", "n2"],
      spec: { body: { NetworkingConfig: { EndpointsConfig: { n1: {} } } } },
    });
  });

  test("that are missing are named, with those that the host has and the prefix of Docker Compose", async () => {
    const { create, host } = fleet({}, { network: "etl_net" });
    host("b").networkNames = ["bridge", "proj_etl_net"];
    const message = expect.stringMatching(
      /'b' has no network 'etl_net'; it has 'bridge', 'proj_etl_net'.*Did you mean 'proj_etl_net'/,
    ) as string;
    await expect(create()).rejects.toMatchObject({ code: "NETWORK_NOT_FOUND", message });
    expect(host("b").containers.size).toBe(0);
  });

  test("that cannot be joined leave no container", async () => {
    const { create, host } = fleet({}, { networks: ["n1", "n2"] });
    host("b").failures = { connectNetwork: new EngineError(403, "address in use") };
    await expect(create()).rejects.toMatchObject({ code: "CONTAINER_CREATE_FAILED" });
    expect(host("b").containers.size).toBe(0);
  });
});

describe("inherit_env_from_container", () => {
  test("takes what the container has beyond its image", async () => {
    const { create, host } = fleet(
      { default_env_vars: ["C=config"] },
      { inherit_env_from_container: "server-{location}" },
    );
    await host("b").create("server-etl", {
      body: { Image: "app:1", Labels: {}, Env: ["PATH=/bin", "A=server", "C=server"], HostConfig: {} },
    });
    const { containerId } = await create();
    const environment = host("b").containers.get(containerId)?.environment ?? [];
    expect(environment).toEqual(expect.arrayContaining(["A=server", "C=config"]));
    expect(environment.join()).not.toContain("PATH");
  });

  test("names the container that is not there", async () => {
    const { create } = fleet({}, { inherit_env_from_container: "nobody" });
    await expect(create()).rejects.toMatchObject({ code: "INHERIT_CONTAINER_NOT_FOUND" });
  });
});
