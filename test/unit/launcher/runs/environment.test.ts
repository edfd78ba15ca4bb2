import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergeEnvironment } from "../../../../launcher/runs/environment.ts";
import type { EnvSource } from "../../../../launcher/runs/environment.ts";

describe("mergeEnvironment", () => {
  test("lets later sources win, and reads env files with export, quotes and comments", () => {
    const sources: EnvSource[] = [
      { field: "file", file: "/e", text: "# comment\nexport A=file\nB='two words'\nC=file\n" },
      { field: "default_env_vars", entries: ["C=vars", "D"] },
      { field: "kwargs", kwargs: { D: "kwargs", E: 5, F: null } },
      { field: "run", values: { E: "run" } },
    ];
    expect(mergeEnvironment(sources, { D: "launcher" })).toEqual([
      "A=file",
      "B=two words",
      "C=vars",
      "D=kwargs",
      "E=run",
      "F",
    ]);
  });

  test("takes KEY from the launcher, and names each one that is missing with its field but no value", () => {
    expect(mergeEnvironment([{ field: "f", entries: ["A", "B=x=y"] }], { A: "" })).toEqual(["A=", "B=x=y"]);
    const sources: EnvSource[] = [
      { field: "default_env_vars", entries: ["MISSING_1", "PASSWORD=hunter2"] },
      { field: "docker_hosts 'host-b'.env_vars", entries: ["MISSING_2"] },
    ];
    const merge = (): unknown => mergeEnvironment(sources, {});
    expect(merge).toThrow("'MISSING_1' (default_env_vars), 'MISSING_2' (docker_hosts 'host-b'.env_vars)");
    expect(merge).not.toThrow("hunter2");
  });

  test("has each name once, with the value of the last source that gives it", () => {
    const values = fc.dictionary(fc.constantFrom("A", "B", "C"), fc.string());
    fc.assert(
      fc.property(fc.array(values), (maps) => {
        const merged = mergeEnvironment(
          maps.map((map) => ({ field: "f", values: map })),
          {},
        );
        const expected = Object.entries(Object.assign({}, ...maps) as Record<string, string>);
        expect(merged.toSorted()).toEqual(expected.map(([name, value]) => `${name}=${value}`).toSorted());
      }),
    );
  });
});
