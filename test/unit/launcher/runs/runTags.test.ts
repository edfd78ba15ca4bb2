import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { runTagKwargs } from "../../../../launcher/runs/runTags.ts";

const allowed = parseLauncherConfig({}).run_container_kwargs_allowed;

describe("runTagKwargs", () => {
  test("translates each limit", () => {
    const tags = { "multihost/memory": "2g", "multihost/cpus": "1.5", "multihost/gpus": "all", team: "data" };
    expect(runTagKwargs(tags, allowed)).toEqual({
      mem_limit: "2g",
      nano_cpus: 1_500_000_000,
      device_requests: [{ count: -1, capabilities: [["gpu"]] }],
    });
    expect(runTagKwargs({ "multihost/gpus": "2" }, allowed).device_requests).toEqual([
      { count: 2, capabilities: [["gpu"]] },
    ]);
  });

  test("lets the tag of a limit win over multihost/container_kwargs, and passes over empty tags", () => {
    const json = JSON.stringify({ mem_limit: "1g", shm_size: "64m" });
    expect(runTagKwargs({ "multihost/container_kwargs": json, "multihost/memory": "2g" }, allowed)).toEqual({
      mem_limit: "2g",
      shm_size: "64m",
    });
    expect(runTagKwargs({ "multihost/container_kwargs": " ", "multihost/memory": "" }, allowed)).toEqual({});
  });

  test.each([
    ["multihost/memory", "plenty", /multihost\/memory.*"2g"/],
    ["multihost/memory", "-1", /multihost\/memory/],
    ["multihost/cpus", "0", /multihost\/cpus.*"1\.5"/],
    ["multihost/cpus", "1e9", /multihost\/cpus/],
    ["multihost/gpus", "-1", /multihost\/gpus.*"all"/],
    ["multihost/container_kwargs", "{", /multihost\/container_kwargs.*JSON/],
    ["multihost/container_kwargs", "[]", /JSON object/],
    ["multihost/container_kwargs", '{"memlimit": "1g"}', /memlimit: Unknown key. Did you mean 'mem_limit'\?/],
    ["multihost/container_kwargs", '{"image": "x"}', /image: the image comes from the run/],
    ["multihost/container_kwargs", '{"shm_size": true}', /shm_size/],
  ])("refuses %s %s, naming the tag and the fix", (tag, value, message) => {
    const error = expect.objectContaining({
      code: "RUN_TAG_INVALID",
      retryable: false,
      message: expect.stringMatching(message) as string,
    }) as Error;
    expect(() => runTagKwargs({ [tag]: value }, allowed)).toThrow(error);
  });

  test.each([
    ["multihost/container_kwargs", '{"privileged": true}', allowed, "privileged"],
    ["multihost/container_kwargs", '{"volumes": ["/:/host"]}', allowed, "volumes"],
    ["multihost/memory", "2g", [], "mem_limit"],
  ])("does not allow %s %s unless the operator does", (tag, value, list, option) => {
    const message = expect.stringMatching(
      new RegExp(`${tag}.*'${option}'.*run_container_kwargs_allowed`),
    ) as string;
    const error = expect.objectContaining({
      ...{ code: "RUN_OPTION_NOT_ALLOWED", retryable: false, message },
    }) as Error;
    expect(() => runTagKwargs({ [tag]: value }, list)).toThrow(error);
    expect(runTagKwargs({ [tag]: value }, [...list, option])).toHaveProperty(option);
  });

  test("never sets an option outside of the list, whatever the tags are", () => {
    const keys = fc.constantFrom("mem_limit", "privileged", "binds", "cap_add", "__proto__", "constructor");
    const json = fc.dictionary(keys, fc.jsonValue()).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(json, fc.string(), (value, memory) => {
        try {
          const tags = { "multihost/container_kwargs": value, "multihost/memory": memory };
          expect(allowed).toEqual(expect.arrayContaining(Object.keys(runTagKwargs(tags, allowed))));
        } catch (error) {
          expect(error).toHaveProperty(
            "code",
            expect.stringMatching(/^RUN_(TAG_INVALID|OPTION_NOT_ALLOWED)$/),
          );
        }
      }),
    );
  });
});

describe("run_container_kwargs_allowed", () => {
  test("names what is no option, with the nearest one", () => {
    const parse = (list: string[]) => () => parseLauncherConfig({ run_container_kwargs_allowed: list });
    expect(parse(["mem_limits"])).toThrow(/run_container_kwargs_allowed\[0\]: .*Did you mean 'mem_limit'/);
    expect(parse(["image"])).toThrow(/the image comes from the run/);
  });

  test("holds nothing by default that reaches into the host", () => {
    const dangerous = [
      "privileged",
      "volumes",
      "mounts",
      "devices",
      "cap_add",
      "network_mode",
      "pid_mode",
      "user",
    ];
    expect(allowed.filter((name) => [...dangerous, "environment", "labels"].includes(name))).toEqual([]);
  });
});
