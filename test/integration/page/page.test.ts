import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { axeViolations } from "./axe.ts";
import { openBrowser, openTab } from "./browser.ts";
import type { Browser, Tab } from "./browser.ts";
import { FakeFleet } from "./fakeFleet.ts";
import { liveSample, sampleFleet } from "./sample.ts";

let browser: Browser;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => browser.close());

async function opened(
  fleet: FakeFleet,
  scheme: "light" | "dark" = "light",
): Promise<Tab & { address: string }> {
  const address = await fleet.listen();
  closers.push(() => fleet.close());
  const tab = await openTab(browser, address, scheme);
  closers.push(() => tab.context.close());
  await tab.page.locator("#connection[data-state=live]").waitFor();
  return { ...tab, address };
}

const row = (tab: Tab, table: string, text: string) =>
  tab.page.locator(`#${table}-rows tr`, { hasText: text });

describe.each(["light", "dark"] as const)("the page in %s", (scheme) => {
  test("has nothing that axe objects to, also with a log open, and asks nobody but the launcher", async () => {
    const fleet = sampleFleet();
    const tab = await opened(fleet, scheme);
    await liveSample(fleet);
    await row(tab, "host", "lost for").waitFor();
    await row(tab, "failure", "RUN_EXITED").waitFor();
    expect(await axeViolations(tab.page)).toEqual([]);
    await row(tab, "run", "sync_orders").getByRole("button").click();
    await tab.page.getByText("batch 30 of 30").waitFor();
    expect(await axeViolations(tab.page)).toEqual([]);
    const dark = await tab.page.evaluate<string>(
      "getComputedStyle(document.documentElement).backgroundColor",
    );
    expect(dark === "rgb(246, 247, 249)").toBe(scheme === "light");
    expect(tab.requests.filter((url) => !url.startsWith(tab.address))).toEqual([]);
    expect(tab.problems).toEqual([]);
  });
});

test("shows what there is of hosts, runs, failures and launches, with links into Dagster", async () => {
  const fleet = sampleFleet();
  const tab = await opened(fleet);
  await liveSample(fleet);
  const lost = row(tab, "host", "host-c");
  await lost.getByText(/lost for/).waitFor();
  await expect
    .poll(() => lost.innerText())
    .toMatch(/training[\s\S]*cannot be reached[\s\S]*unknown[\s\S]*2[\s\S]*ago[\s\S]*gpu=a100/);
  expect(await row(tab, "host", "host-d").innerText()).toMatch(/answers\s+drained[\s\S]*0 of 8[\s\S]*now/);
  expect(await row(tab, "host", "host-b").innerText()).toMatch(/2 of 4/);
  expect(await tab.page.locator("#host-rows tr").first().innerText()).toContain("host-c");
  const link = row(tab, "run", "nightly_load").getByRole("link");
  expect(await link.getAttribute("href")).toBe(
    "http://10.0.1.1:3000/runs/6f1c2a9e-0b7d-4c43-9a41-58a0c2a7f3b1",
  );
  expect(await row(tab, "run", "train_ranker").innerText()).toMatch(/unknown/);
  expect(await row(tab, "failure", "RUN_EXITED").innerText()).toMatch(
    /exited with code 1[\s\S]*host-a[\s\S]*monthly_report/,
  );
  expect(await row(tab, "failure", "HOST_UNREACHABLE").innerText()).toContain("connection refused");
  const plot = tab.page.getByRole("img", { name: /Last six hours: \d+ launches.*Half took at most/ });
  expect(await plot.locator("circle.median").count()).toBeGreaterThan(100);
  await tab.page.getByText("Values by hour").click();
  expect(await tab.page.locator("#latency-rows tr").count()).toBeGreaterThanOrEqual(5);
  expect(tab.problems).toEqual([]);
});

test("works with the keyboard alone: to a run's log and back, the focus stays while data change", async () => {
  const fleet = sampleFleet();
  const tab = await opened(fleet);
  const { page } = tab;
  await liveSample(fleet);
  const button = row(tab, "run", "sync_orders").getByRole("button");
  await button.waitFor();
  const focused = () =>
    page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.id");
  for (let pressed = 0; pressed < 40 && !(await focused()).includes("c04d11f7"); pressed++)
    await page.keyboard.press("Tab");
  expect(await focused()).toBe("Log of run c04d11f7, sync_orders");
  await fleet.launch("00000000-new", { jobName: "newer_run" });
  await row(tab, "run", "newer_run").waitFor();
  expect(await focused()).toBe("Log of run c04d11f7, sync_orders");
  await page.keyboard.press("Enter");
  await page.getByText("batch 30 of 30").waitFor();
  expect(await focused()).toBe("log-title");
  expect(await button.getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.press("Escape");
  expect(await focused()).toBe("Log of run c04d11f7, sync_orders");
  expect(await page.locator("#log").isVisible()).toBe(false);
  for (const container of fleet.host("host-b").containers.values())
    if (container.name.includes("c04d11f7")) fleet.host("host-b").end(container.id, 0);
  await expect.poll(focused).toBe("runs-title");
});

const hostile = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>"'&`;

test("takes a job's name, an image, a message and a log as text, whatever they are", async () => {
  const fleet = new FakeFleet([
    { host_name: `<b>${hostile}</b>`, location_names: ["etl"], labels: { l: hostile } },
  ]);
  const [host] = fleet.hosts.values();
  if (host === undefined) throw new Error("no host");
  host.logs = [hostile, "\u001b[31mred\u001b[0m", "</pre><h1>gone</h1>"];
  const tab = await opened(fleet);
  await fleet.launch("run-1", { jobName: hostile, image: "app:1" });
  const { page } = tab;
  const run = row(tab, "run", "run-1");
  await run.waitFor();
  expect(await run.innerText()).toContain(hostile);
  expect(await tab.page.locator("#host-rows tr").first().innerText()).toContain(`l=${hostile}`);
  fleet.history.failures.add({
    ...{ at: Date.now(), kind: "launch", code: "IMAGE_INVALID", message: hostile, jobName: hostile },
    ...{ hostName: hostile, runId: hostile, containerId: null },
  });
  await expect.poll(() => row(tab, "failure", "IMAGE_INVALID").innerText()).toContain(hostile);
  await run.getByRole("button").click();
  await expect
    .poll(() => page.locator("#log-text").innerText())
    .toBe(`${hostile}\nred\n</pre><h1>gone</h1>\n`);
  expect(await page.locator("main img, main script, #log img, #log h1").count()).toBe(0);
  expect(await page.title()).toBe("Fleet status");
  expect(await page.content()).not.toMatch(/secret-argument|secret-value/);
  expect(tab.problems).toEqual([]);
});

test("two hundred hosts stay usable: first seen, changed, filtered and found when lost", async () => {
  const names = Array.from({ length: 200 }, (_, number) => `host-${String(number + 1).padStart(3, "0")}`);
  const fleet = new FakeFleet(
    names.map((host_name, number) => ({
      ...{ host_name, location_names: [number < 100 ? "etl" : "training"], capacity: 8 },
      labels: { rack: `r${number % 12}` },
    })),
  );
  const began = Date.now();
  const tab = await opened(fleet);
  await expect.poll(() => tab.page.locator("#host-rows tr").count()).toBe(200);
  await tab.page.getByText("200 of 200").waitFor();
  expect(Date.now() - began).toBeLessThan(8000);
  for (const number of Array.from({ length: 60 }, (_, one) => one)) await fleet.launch(`run-${number}`);
  await expect.poll(() => tab.page.locator("#run-rows tr").count(), { timeout: 5000 }).toBe(60);
  fleet.host("host-157").down = true;
  const lost = Date.now();
  await tab.page
    .locator("#host-rows tr:first-child", { hasText: "host-157" })
    .getByText(/lost for/)
    .waitFor();
  expect(Date.now() - lost).toBeLessThan(5000);
  await tab.page.getByLabel("Filter").first().fill("r3 training");
  await expect.poll(() => tab.page.locator("#host-rows tr").count()).toBe(8);
  // How long one look of the page takes, in which nothing else can be done.
  const busy = await tab.page.evaluate<number>(`new Promise((resolve) => {
    let longest = 0;
    let last = performance.now();
    const step = () => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    };
    const timer = setInterval(step, 10);
    setTimeout(() => { clearInterval(timer); resolve(longest); }, 3000);
  })`);
  expect(busy).toBeLessThan(400);
  expect(await tab.page.getByRole("status").filter({ hasText: "host-157 is lost" }).count()).toBe(1);
  expect(tab.problems).toEqual([]);
});

test("says so when there are too many viewers, and comes in when one leaves", async () => {
  const fleet = new FakeFleet([{ host_name: "host-b", location_names: ["etl"] }]);
  const address = await fleet.listen();
  closers.push(() => fleet.close());
  const stops = Array.from({ length: 32 }, () => new AbortController());
  await Promise.all(stops.map(({ signal }) => fetch(`${address}/v1/status/events`, { signal })));
  const tab = await openTab(browser, address);
  closers.push(() => tab.context.close());
  await tab.page.getByText(/32 viewers have the status page open/).waitFor();
  stops[0]?.abort();
  await tab.page.locator("#connection[data-state=live]").waitFor();
  for (const stop of stops) stop.abort();
});
