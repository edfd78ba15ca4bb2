import { describe, expect, test } from "vitest";
import { fleet, fleetConfig, request } from "../fleet.ts";

describe("another configuration", () => {
  test("keeps the hosts of which nothing changed, and closes the others", async () => {
    const { service, host, create } = fleet();
    await create();
    service.reload(fleetConfig({}, (name: string) => (name === "c" ? { weight: 2 } : {})));
    expect([host("b"), host("c")].map(({ calls }) => calls.includes("close"))).toEqual([false, true]);
    expect(await create({ runId: "run-2", locationName: "analytics" })).toMatchObject({ hostName: "c" });
    service.close();
  });

  test("lets what is under way end before it closes a connection", async () => {
    const { service, host, create } = fleet();
    const creating = create();
    await expect.poll(() => host("b").calls.length).toBeGreaterThan(0);
    service.reload(fleetConfig({}, { env_vars: ["NEW=1"] }));
    expect(host("b").calls).not.toContain("close");
    await creating;
    expect(host("b").calls).toContain("close");
    expect(host("b").containers.size).toBe(1);
    service.close();
  });

  test("is used by the next launch: environment, locations, hosts", async () => {
    const { service, host, create } = fleet();
    const { docker_hosts, ...top } = fleetConfig({ default_env_vars: ["NEW=1"] });
    service.reload({
      ...top,
      docker_hosts: docker_hosts
        .filter(({ host_name }) => host_name !== "d")
        .map((one) => (one.host_name === "c" ? { ...one, location_names: ["etl"] } : one)),
    });
    await service.drain("b");
    const { containerId } = await create();
    expect(host("c").containers.get(containerId)?.environment).toContain("NEW=1");
    expect(await create({ runId: "run-2", locationName: "pooled" })).toMatchObject({ hostName: "e" });
    await expect(service.drain("d")).rejects.toMatchObject({ code: "HOST_UNKNOWN" });
    service.close();
  });

  test("loses no run: it is watched and terminated as before", async () => {
    const { service, create } = fleet();
    service.watch();
    const created = await create();
    await service.start({ ...request, ...created });
    service.reload(fleetConfig({}, { env_vars: ["NEW=1"] }));
    expect(await service.health({ runId: "run-1" })).toMatchObject({ status: "RUNNING" });
    expect(await service.terminate({ runId: "run-1" })).toMatchObject({ outcome: "stopped" });
    service.close();
  });
});
