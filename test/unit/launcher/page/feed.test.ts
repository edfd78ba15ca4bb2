import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { Feed } from "../../../../launcher/page/feed.ts";
import type { FeedOptions } from "../../../../launcher/page/feed.ts";
import type { Sections } from "../../../../launcher/page/changes.ts";

const feeds: Feed[] = [];
afterEach(() => {
  for (const feed of feeds.splice(0)) feed.close();
});

function feedOf(load: { value: number; reads: number }, options: Partial<FeedOptions> = {}): Feed {
  const read = (): Promise<Sections> => {
    load.reads++;
    return Promise.resolve({ hosts: new Map([["a", { load: load.value }]]) });
  };
  const feed = new Feed({ read, everyMs: 10, beatMs: 40, ...options });
  feeds.push(feed);
  return feed;
}

/** The events that a reader has taken so far. */
function taken(stream: Readable): string[] {
  const events: string[] = [];
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    events.push(...parts);
  });
  return events;
}

test("sends everything at once, then what changes, and a sign of life when nothing does", async () => {
  const load = { value: 1, reads: 0 };
  const events = taken(feedOf(load).join());
  await expect.poll(() => events.length).toBeGreaterThan(0);
  expect(events[0]).toMatch(/^retry: 2000\nevent: change\ndata: .*"keys":\["a"\].*"load":1/);
  load.value = 2;
  const changes = (): string[] => events.filter((event) => event.includes("event: change"));
  await expect.poll(() => changes().length).toBe(2);
  expect(changes()[1]).toMatch(/^event: change\ndata: .*"load":2/);
  expect(changes()[1]).not.toContain("keys");
  await expect.poll(() => events.at(-1)).toMatch(/^event: beat\ndata: {"at":\d+}$/);
});

test("reads once for all viewers, and not at all without one", async () => {
  const load = { value: 1, reads: 0 };
  const feed = feedOf(load, { everyMs: 30 });
  const streams = Array.from({ length: 20 }, () => feed.join());
  for (const stream of streams) stream.resume();
  expect(load.reads).toBe(1);
  await sleep(200);
  expect(load.reads).toBeLessThan(15);
  for (const stream of streams) stream.destroy();
  await sleep(20);
  const { reads } = load;
  await sleep(100);
  expect(load.reads).toBe(reads);
});

test("a reader who takes nothing holds one event only, and gets the latest state when he reads on", async () => {
  const load = { value: 1, reads: 0 };
  const feed = feedOf(load);
  const stream = feed.join();
  await expect.poll(() => stream.readableLength).toBeGreaterThan(0);
  const held = stream.readableLength;
  for (load.value = 2; load.value < 20; load.value++) await sleep(5);
  expect(stream.readableLength).toBe(held);
  const events = taken(stream);
  await expect.poll(() => events.length).toBeGreaterThan(1);
  expect(events[1]).toContain('"load":20');
});

test("a reader who takes nothing for long is sent away", async () => {
  const time = { now: 0 };
  const stream = feedOf({ value: 1, reads: 0 }, { clock: { now: () => time.now } }).join();
  await expect.poll(() => stream.readableLength).toBeGreaterThan(0);
  const later = (): boolean => {
    time.now += 31_000;
    return stream.destroyed;
  };
  await expect.poll(later).toBe(true);
});

test("refuses more viewers than there may be, until one leaves", async () => {
  const feed = feedOf({ value: 1, reads: 0 }, { most: 2 });
  const first = feed.join();
  feed.join();
  expect(() => feed.join()).toThrow(expect.objectContaining({ code: "STATUS_VIEWERS_TOO_MANY" }) as Error);
  first.destroy();
  await new Promise((resolve) => first.once("close", resolve));
  expect(() => feed.join()).not.toThrow();
});

test("ends its streams when it is closed", async () => {
  const feed = feedOf({ value: 1, reads: 0 });
  const stream = feed.join();
  stream.resume();
  feed.close();
  await expect.poll(() => stream.readableEnded).toBe(true);
});

test("a failure to read is told, and the next look goes on", async () => {
  const failed: unknown[] = [];
  let first = true;
  const read = (): Promise<Sections> => {
    if (!first) return Promise.resolve({ hosts: new Map() });
    first = false;
    return Promise.reject(new Error("broken"));
  };
  const feed = new Feed({ read, everyMs: 10, failed: (error) => failed.push(error) });
  feeds.push(feed);
  const events = taken(feed.join());
  await expect.poll(() => events.length).toBeGreaterThan(0);
  expect(failed).toHaveLength(1);
});
