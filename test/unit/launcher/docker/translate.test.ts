import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnswerFault } from "../../../../launcher/docker/answerFault.ts";
import {
  containerState,
  containerSummaries,
  createdId,
  diskUsage,
  engineVersion,
  imageEnvironment,
  networkNames,
  systemTime,
} from "../../../../launcher/docker/translate.ts";
import { realAnswers } from "./realAnswers.ts";

const translations: Record<keyof typeof realAnswers, (answer: unknown) => unknown> = {
  container: containerState,
  containers: containerSummaries,
  created: createdId,
  disk: diskUsage,
  image: imageEnvironment,
  info: systemTime,
  networks: networkNames,
  version: engineVersion,
};
const names = Object.keys(translations) as (keyof typeof realAnswers)[];

describe("the engine's answers", () => {
  test("are translated", () => {
    expect(containerState(realAnswers.container)).toMatchObject({
      name: "dagster-run-1-0",
      status: "exited",
      exitCode: 137,
      oomKilled: true,
      networks: ["one", "two"],
      environment: ["A=1"],
    });
    expect(containerSummaries(realAnswers.containers)).toMatchObject([
      { name: "dagster-run-1-0", status: "running", running: true, createdAt: "2026-11-21T12:00:00.000Z" },
      { name: "", status: "removing", running: false, labels: {} },
    ]);
    expect(imageEnvironment(realAnswers.image)).toEqual(["PATH=/bin"]);
    expect(systemTime(realAnswers.info)).toBe(Date.parse("2026-11-21T12:00:00.5Z"));
    expect(diskUsage(realAnswers.disk)).toEqual({ images: 30, containers: 5, volumes: 0, buildCache: 7 });
    expect(networkNames(realAnswers.networks)).toEqual(["bridge"]);
  });

  test.each(names)("%s, changed anywhere, give the same kind of value or the one error", (name) => {
    const translate = translations[name];
    const wanted = shape(translate(realAnswers[name]));
    const changed = fc.oneof(fc.constant(undefined), fc.constant(null), fc.anything());
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(realAnswers[name])), changed, (path, value) => {
        const outcome = attempt(() => translate(replaced(realAnswers[name], path, value)));
        if (outcome instanceof AnswerFault) return;
        expect(wanted).toEqual(expect.arrayContaining(shape(outcome)));
      }),
      { numRuns: 1000 },
    );
  });

  test.each(names)("%s are not taken from nonsense", (name) => {
    const nonsense = [
      null,
      undefined,
      {},
      7,
      "",
      "text",
      true,
      [null],
      [{}],
      Buffer.from("<html>"),
      Buffer.alloc(0),
    ];
    for (const answer of nonsense) {
      expect(() => translations[name](answer), JSON.stringify(answer)).toThrow(AnswerFault);
    }
  });

  test("never tell of an end that the answer does not prove", () => {
    const { State } = realAnswers.container;
    const states = [{ Status: "gone" }, { Running: true }, { ExitCode: undefined }, { ExitCode: "0" }];
    for (const change of states) {
      const answer = { ...realAnswers.container, State: { ...State, ...change } };
      expect(() => containerState(answer), JSON.stringify(change)).toThrow(AnswerFault);
    }
  });

  test("do not show their content in the error", () => {
    const answer = { ...realAnswers.container, Config: { Image: "i", Env: ["TOKEN=hunter2", 5] } };
    expect(() => containerState(answer)).toThrow("(Config.Env.1)");
    expect(() => containerState(answer)).not.toThrow("hunter2");
  });
});

type Path = (string | number)[];

/** Paths of all values inside a value, its own included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]));
  return [path, ...inner];
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...(value as unknown[])] as unknown as Record<number, unknown>)
    : { ...(value as Record<string, unknown>) };
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

function attempt(task: () => unknown): unknown {
  try {
    return task();
  } catch (error) {
    if (error instanceof AnswerFault) return error;
    throw error;
  }
}

/** The types of a value's parts, such as `{id:string}`; of a list, those of its entries. */
function shape(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(["[]", ...value.flatMap((entry: unknown) => shape(entry))])];
  if (typeof value !== "object" || value === null) return [typeof value];
  const parts = Object.entries(value).map(
    ([key, part]) => `${key}:${Array.isArray(part) ? "list" : typeof part}`,
  );
  return [`{${parts.join()}}`];
}
