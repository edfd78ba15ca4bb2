import { describe, expect, test } from "vitest";
import { fleet } from "../fleet.ts";

/** Host b with a code server that publishes port 4000. */
async function withCodeServer(ofHost: Record<string, unknown>) {
  const parts = fleet({}, ofHost);
  const docker = parts.host("b");
  docker.images.set("code:1", ["PATH=/code/bin"]);
  const id = await docker.create("etl-server", {
    body: { Image: "code:1", Labels: {}, Env: ["PATH=/code/bin", "DB=warehouse"], HostConfig: {} },
  });
  const server = docker.containers.get(id);
  if (server === undefined) throw new Error("no code server");
  server.publishes = 4000;
  server.networks = ["bridge", "n1"];
  const launch = async (changes: object = {}) => {
    const { containerId } = await parts.create(changes);
    const made = docker.containers.get(containerId);
    return { environment: made?.environment ?? [], networks: made?.networks ?? [] };
  };
  return { ...parts, launch };
}

describe("what a run container takes over from the code server", () => {
  test.each([
    ["auto", { grpcPort: 4000 }],
    ["{location}-server", {}],
  ])("with %s: its environment without its image's, and its networks", async (template, changes) => {
    const { launch } = await withCodeServer({ inherit_env_from_container: template });
    const { environment, networks } = await launch(changes);
    expect(environment).toContain("DB=warehouse");
    expect(environment).not.toContain("PATH=/code/bin");
    expect(networks).toEqual(["n1"]);
  });

  test.each([{ inherit_env_from_container: "off" }, {}])("with %j: nothing", async (ofHost) => {
    const { launch } = await withCodeServer(ofHost);
    expect((await launch({ grpcPort: 4000 })).environment).not.toContain("DB=warehouse");
  });

  test("no networks when some are configured", async () => {
    const { launch } = await withCodeServer({ inherit_env_from_container: "auto", network: "n2" });
    expect((await launch({ grpcPort: 4000 })).networks).toEqual(["n2"]);
  });

  test.each([
    [{ grpcPort: 4001 }, /publishes port 4001 of code location 'etl'/],
    [{}, /no gRPC port of code location 'etl'/],
  ])("fails with the reason when auto finds none: %j", async (changes, message) => {
    const { create } = await withCodeServer({ inherit_env_from_container: "auto" });
    await expect(create(changes)).rejects.toMatchObject({
      code: "INHERIT_CONTAINER_NOT_FOUND",
      message: expect.stringMatching(message) as string,
    });
  });
});
