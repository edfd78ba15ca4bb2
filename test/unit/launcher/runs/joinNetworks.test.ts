import { expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { RunService } from "../../../../launcher/runs/service.ts";
import { fleet } from "../fleet.ts";

const networks = ["one", "two", "three"];

/** A container of which only the creation was done, as when the launcher was killed right after it. */
async function halfMade() {
  const parts = fleet({}, { networks });
  const host = parts.host("b");
  host.networkNames = networks;
  const created = await parts.create();
  const container = host.containers.get(created.containerId) ?? expect.fail();
  container.networks = ["one"];
  // The launcher that made it trusts its own work; the one that comes after it does not.
  const next = new RunService({ config: parts.config, connect: ({ host_name }) => parts.host(host_name) });
  const start = () => next.start({ runId: "run-1", attempt: 0, ...created });
  return { host, container, start };
}

test("a container is on all of its networks before it starts, even when its creation was cut short", async () => {
  const { container, start } = await halfMade();
  await start();
  expect(container).toMatchObject({ status: "running", networks });
});

test("a network that somebody else has just joined is no error, another refusal is", async () => {
  const { host, container, start } = await halfMade();
  host.failures = {
    connectNetwork: new EngineError(403, "endpoint with name x already exists in network two"),
  };
  await start();
  expect(container.status).toBe("running");

  const other = await halfMade();
  other.host.failures = { connectNetwork: new EngineError(404, "network two not found") };
  await expect(other.start()).rejects.toMatchObject({ code: "CONTAINER_START_FAILED" });
  expect(other.host.containers.size).toBe(0);
});
