import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
  for (const name of ["etl", "analytics", "pooled"])
    one.dagster.locations[name] = { image: `registry.example.com/${name}:2`, instigators: [] };
});
afterEach(() => one.close());

const pulls = (host: string): string[] => one.host(host).pulls.map(({ image }) => image);

describe("pull", () => {
  test("brings every location's image to every host of the location", async () => {
    const { code, stdout } = await one.run("pull", "--json");
    expect(code).toBe(0);
    expect(pulls("b")).toEqual(["registry.example.com/etl:2"]);
    expect([pulls("d"), pulls("e")]).toEqual([
      ["registry.example.com/pooled:2"],
      ["registry.example.com/pooled:2"],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ pulls: [{ host_name: "b", error: null }, {}, {}, {}] });
  });

  test("takes another image", async () => {
    await one.run("pull", "etl", "--image", "registry.example.com/etl");
    expect(pulls("b")).toEqual(["registry.example.com/etl:latest"]);
    expect(pulls("c")).toEqual([]);
  });

  test("names what failed, and pulls the rest", async () => {
    one.host("b").failures["pull"] = new EngineError(404, "manifest unknown");
    const { code, stdout, stderr } = await one.run("pull", "etl", "analytics");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^b +failed +registry\.example\.com\/etl:2$/m);
    expect(stdout).toMatch(/^c +pulled /m);
    expect(stderr).toContain("IMAGE_NOT_FOUND: ");
  });

  test("says that Dagster knows no image", async () => {
    one.dagster.locations["etl"] = { instigators: [] };
    const { stderr } = await one.run("pull", "etl");
    expect(stderr).toMatch(/no image for 'etl'.*DAGSTER_CURRENT_IMAGE.*--image/);
  });

  test.each([
    [["etk"], 2, /LOCATION_UNKNOWN: .*Did you mean 'etl'/],
    [["etl", "--image", "not an image"], 1, /IMAGE_INVALID: 'not an image'/],
  ])("refuses %j", async (args, wanted, message) => {
    const { code, stderr } = await one.run("pull", ...args);
    expect(code).toBe(wanted);
    expect(stderr).toMatch(message);
    expect(pulls("b")).toEqual([]);
  });
});
