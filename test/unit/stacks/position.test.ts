import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import { locator, segments } from "../../../stacks/fleet/position.ts";
import { sampleFleet } from "./sampleFleet.ts";

const directory = mkdtempSync(join(tmpdir(), "multihost-position-"));

function settings(text: string, name = "Pulumi.test.yaml"): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const text = `config:
  dagster-multihost:fleet:
    controlPlane: { host: host-a, image: "x" }
    hosts:
      - name: host-a
        adress: 10.0.0.1
      - { name: host-b, access: tls, registry: { url: r, username: u, password: { secure: v1:abcdef } } }
`;

test("a field is found by its key, a missing one by what is around it", () => {
  const locate = locator(settings(text));
  expect(locate("hosts[0].adress")).toBe("Pulumi.test.yaml:6:9");
  expect(locate("hosts[0].address")).toBe("Pulumi.test.yaml:5:9");
  expect(locate("hosts[1].registry.password")).toBe("Pulumi.test.yaml:7:71");
  expect(locate("controlPlane.host")).toBe("Pulumi.test.yaml:3:21");
  expect(locate("locations[3].name")).toBe("Pulumi.test.yaml:3:5");
  expect(locate("")).toBe("Pulumi.test.yaml:3:5");
});

test("a file that is missing, empty or not YAML locates nothing", () => {
  expect(locator(join(directory, "no-such-file"))("hosts")).toBeUndefined();
  expect(locator(settings("", "empty.yaml"))("hosts")).toBeUndefined();
  expect(locator(settings("{ [ : ", "broken.yaml"))("hosts")).toBeUndefined();
});

test("a problem is reported with file, line and column, and without the secrets around it", () => {
  const fleet = sampleFleet();
  Object.assign(fleet.hosts[1] ?? {}, {
    registry: { url: "r", username: "u", password: 17, pasword: "HIDDEN" },
  });
  const file = settings(stringify({ config: { "dagster-multihost:fleet": fleet } }), "Pulumi.bad.yaml");
  const failure = (): unknown => loadFleet(fleet, locator(file));
  expect(failure).toThrow(
    / {2}Pulumi\.bad\.yaml:\d+:\d+: fleet\.hosts\[1\]\.registry\.pasword: Unknown key\. Did/,
  );
  expect(failure).not.toThrow(/HIDDEN|\b17\b/);
});

test("every field of any settings is found on its own line", () => {
  const key = fc.stringMatching(/^[a-z]{1,8}$/);
  const value = fc.letrec<{ node: unknown; map: unknown; list: unknown }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, fc.integer(), tie("map"), tie("list")),
    map: fc.dictionary(key, tie("node"), { minKeys: 1, maxKeys: 4 }),
    list: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
  })).map;
  fc.assert(
    fc.property(value, (fleet) => {
      const content = stringify({ config: { "dagster-multihost:fleet": fleet } });
      const locate = locator(settings(content, "Pulumi.any.yaml"));
      for (const path of paths(fleet)) {
        const [, line, column] = (locate(path) ?? "").split(":").map(Number);
        const last = segments(path).at(-1);
        const found = content.split("\n")[(line ?? 0) - 1]?.slice((column ?? 0) - 1);
        if (typeof last === "string") expect(found?.startsWith(`${last}:`), path).toBe(true);
        else expect(found, path).toBeDefined();
      }
    }),
    { numRuns: 50 },
  );
});

function paths(value: unknown, at = ""): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => [`${at}[${index}]`, ...paths(item, `${at}[${index}]`)]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const path = at === "" ? key : `${at}.${key}`;
    return [path, ...paths(item, path)];
  });
}
