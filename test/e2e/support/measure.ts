/** Measures where the time of an end-to-end test goes; part of every file, as a setup file of vitest.config.ts. */
import { appendFileSync } from "node:fs";
import { relative } from "node:path";
import { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect } from "vitest";
import { Dagster } from "../../../lab/demo/dagster.ts";
import { checkout } from "../../../scripts/cache.ts";
import { Stopwatch, type FileTimes, type Spent } from "./stopwatch.ts";

const stopwatches = { up: new Stopwatch(), destroy: new Stopwatch(), dagster: new Stopwatch() };
const any = new Stopwatch();

type Method = (...args: never[]) => Promise<unknown>;

/** Counts the time in which calls of these methods are under way; calls at the same time count once. */
function measure(type: { prototype: object }, names: string[], stopwatch: Stopwatch): void {
  const methods = type.prototype as Record<string, Method>;
  for (const name of names) {
    const original = methods[name];
    if (original === undefined) throw new Error(`${name} is not there to be measured`);
    methods[name] = function (this: unknown, ...args: never[]) {
      return any.during(() => stopwatch.during(() => original.apply(this, args)));
    };
  }
}

measure(Stack, ["up", "preview", "refresh"], stopwatches.up);
measure(Stack, ["destroy"], stopwatches.destroy);
measure(Dagster, ["launch", "waitFor", "run", "runsWith", "messages", "terminate"], stopwatches.dagster);

let began = 0;
beforeAll(() => void (began = performance.now()));
afterAll(() => {
  const file = process.env["DAGSTER_MULTIHOST_TIMES"];
  if (file === undefined) return;
  const total = (performance.now() - began) / 1000;
  const [up, destroy, dagster] = [stopwatches.up, stopwatches.destroy, stopwatches.dagster].map(
    ({ seconds }) => seconds,
  ) as [number, number, number];
  const spent: Spent = { up, destroy, dagster, waiting: total - any.seconds };
  const { testPath = "" } = expect.getState();
  const line: FileTimes = { file: relative(checkout, testPath), seconds: total, spent };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
});
