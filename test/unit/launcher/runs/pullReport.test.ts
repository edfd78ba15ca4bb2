import { expect, test } from "vitest";
import type { PullOptions, PullProgress } from "../../../../launcher/docker/port.ts";
import type { Host } from "../../../../launcher/runs/hostDirectory.ts";
import { Puller } from "../../../../launcher/runs/pull.ts";

const image = { name: "app:1", domain: "docker.io" };
const half: PullProgress = { layersDone: 1, layers: 4, bytesDone: 2_500_000, bytes: 31_000_000 };

test("everybody who waits for a pull is told how far it is, every 10 seconds at most", async () => {
  const time = { now: 1_000_000 };
  const puller = new Puller({ now: () => time.now });
  const pulls: { tell: (progress: PullProgress) => void; end: () => void }[] = [];
  const pull = (_: string, { onProgress = () => undefined }: PullOptions = {}) =>
    new Promise<void>((end) => pulls.push({ tell: onProgress, end }));
  const host = { config: {}, docker: { name: "b", pull } } as unknown as Host;
  const told: string[][] = [[], []];
  const ask = (who: number) =>
    puller.pull(host, image, ({ message }) => {
      told[who]?.push(message);
    });
  const at = (seconds: number, progress: PullProgress): void => {
    time.now = 1_000_000 + seconds * 1000;
    pulls[0]?.tell(progress);
  };

  const first = ask(0);
  at(9, half);
  const second = ask(1);
  at(10, half);
  at(19, half);
  at(20, { layersDone: 0, layers: 0, bytesDone: 0, bytes: 0 });
  const expected = [
    "Pulling image 'app:1' on 'b': 1 of 4 layers done, 2.5 of 31 MB downloaded",
    "Pulling image 'app:1' on 'b': the registry is being asked",
  ];
  expect(told).toEqual([expected, expected]);
  expect(pulls).toHaveLength(1);

  pulls[0]?.end();
  await Promise.all([first, second]);
  at(99, half);
  expect(told[0]).toHaveLength(2);
});
