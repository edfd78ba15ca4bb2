import { Readable } from "node:stream";
import type Docker from "dockerode";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AnswerFault } from "../../../../launcher/docker/answerFault.ts";
import { EngineError } from "../../../../launcher/docker/port.ts";
import type { PullProgress } from "../../../../launcher/docker/port.ts";
import { pullImage } from "../../../../launcher/docker/pullImage.ts";

const layer = (id: string, status: string, current?: number, total?: number) =>
  current === undefined ? { id, status } : { id, status, progressDetail: { current, total } };

/** As dockerd 20.10 reports it. */
const report = [
  { id: "1", status: "Pulling from team/app" },
  layer("aa", "Already exists"),
  ...["bb", "cc"].map((id) => layer(id, "Pulling fs layer")),
  layer("cc", "Waiting"),
  layer("bb", "Downloading", 1_000_000, 4_000_000),
  layer("cc", "Downloading", 500_000, 1_000_000),
  layer("bb", "Download complete"),
  layer("bb", "Extracting", 2_000_000, 4_000_000),
  layer("bb", "Pull complete"),
  { status: "Digest: sha256:1" },
  { status: "Status: Downloaded newer image for team/app:1" },
];

async function pull(lines: unknown[], silenceMs = 1000): Promise<PullProgress[]> {
  const text = lines.map((line) => (typeof line === "string" ? line : `${JSON.stringify(line)}\r\n`));
  const docker = { createImage: () => Promise.resolve(Readable.from(text.map((line) => Buffer.from(line)))) };
  const seen: PullProgress[] = [];
  const onProgress = (progress: PullProgress): void => void seen.push(progress);
  await pullImage(docker as unknown as Docker, "app:1", { onProgress, silenceMs });
  return seen;
}

describe("a pull", () => {
  test("tells about layers and bytes", async () => {
    const seen = await pull(report);
    expect(seen[0]).toEqual({ layersDone: 0, layers: 0, bytesDone: 0, bytes: 0 });
    expect(seen).toContainEqual({ layersDone: 1, layers: 3, bytesDone: 1_500_000, bytes: 5_000_000 });
    expect(seen).toContainEqual({ layersDone: 1, layers: 3, bytesDone: 4_500_000, bytes: 5_000_000 });
    expect(seen.at(-1)).toEqual({ layersDone: 2, layers: 3, bytesDone: 4_500_000, bytes: 5_000_000 });
  });

  test("never tells of more than there is", async () => {
    const status = fc.constantFrom(
      "Pulling fs layer",
      "Downloading",
      "Extracting",
      "Pull complete",
      "Waiting",
    );
    const line = fc.tuple(fc.constantFrom("a", "b"), status, fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), async (lines) => {
        for (const progress of await pull(lines.map((parts) => layer(...parts)))) {
          expect(progress.layersDone).toBeLessThanOrEqual(progress.layers);
          expect(progress.bytesDone).toBeLessThanOrEqual(progress.bytes);
        }
      }),
    );
  });

  test("fails with what the engine says in the middle of it", async () => {
    await expect(pull([report[0], { error: "no space left on device" }])).rejects.toThrow(EngineError);
  });

  test.each([[["<html>"]], [[{ foo: 1 }]], [[7]], [[]], [["null"]]])(
    "is not believed to be %j",
    async (lines) => {
      await expect(pull(lines)).rejects.toThrow(AnswerFault);
    },
  );

  test("is given up when it says the same for too long", async () => {
    const same = `${JSON.stringify(layer("aa", "Waiting"))}\n`;
    const endless = Readable.from(
      (async function* () {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 5));
          yield Buffer.from(same);
        }
      })(),
    );
    const docker = {
      createImage: (_: unknown, { abortSignal }: { abortSignal: AbortSignal }) => {
        abortSignal.addEventListener("abort", () => endless.destroy(new Error("aborted")));
        return Promise.resolve(endless);
      },
    };
    const given = pullImage(docker as unknown as Docker, "app:1", { silenceMs: 100 });
    await expect(given).rejects.toThrow("no progress of the pull for 0.1 s");
  });
});
