import { afterEach, beforeAll, afterAll, beforeEach, expect, test } from "vitest";
import { openBrowser, openTab } from "./browser.ts";
import type { Browser, Tab } from "./browser.ts";
import { LiveFleet } from "./liveFleet.ts";

let browser: Browser;
let fleet: LiveFleet;
let tab: Tab;

beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  fleet = await LiveFleet.start();
  tab = await openTab(browser, fleet.address);
  await tab.page.getByText("2 of 2").waitFor();
});
afterEach(async () => {
  await tab.context.close();
  await fleet.close();
});
afterAll(() => browser.close());

const row = (table: string, text: string) => tab.page.locator(`#${table}-rows tr`, { hasText: text });

test("a host whose connections are refused is lost within 5 seconds, and one that falls silent is silent", async () => {
  await fleet.launch("run-1", "sleep 600");
  await row("run", "run-1").getByText("running").waitFor();
  let began = Date.now();
  await fleet.hosts.c.close();
  await row("host", "host-c")
    .getByText(/lost for/)
    .waitFor();
  expect(Date.now() - began).toBeLessThan(5000);
  expect(await row("host", "host-c").innerText()).toMatch(/cannot be reached[\s\S]*unknown[\s\S]*ago/);
  began = Date.now();
  fleet.hosts.b.die();
  await row("host", "host-b")
    .getByText(/silent for/)
    .waitFor();
  expect(Date.now() - began).toBeLessThan(5000);
  await row("host", "host-b")
    .getByText(/lost for/)
    .waitFor({ timeout: 30_000 });
  await row("run", "run-1").getByText("unknown").waitFor();
  expect(await row("failure", "host-b").innerText()).toMatch(/^\d\d:\d\d:\d\d[\s\S]*HOST_[A-Z]+/);
  expect(tab.problems).toEqual([]);
});

test("a drain shows, and its end", async () => {
  await fleet.launcher.ask("POST", "/v1/hosts/host-c/drain");
  await row("host", "host-c").getByText("drained").waitFor();
  await fleet.launcher.ask("POST", "/v1/hosts/host-c/undrain");
  await row("host", "host-c").getByText("drained").waitFor({ state: "hidden" });
});

test("the log of a run follows until its end, and its failure has its cause", async () => {
  const lines = "n=0; while [ $n -lt 40 ]; do n=$((n+1)); echo line-$n; sleep 0.2; done; exit 3";
  await fleet.launch("run-2", lines);
  await row("run", "run-2").getByRole("button").click();
  await tab.page.getByText("line-3", { exact: false }).waitFor();
  expect(await tab.page.locator("#log-text").innerText()).not.toContain("line-40");
  await expect
    .poll(() => tab.page.locator("#log-text").innerText(), { timeout: 20_000 })
    .toContain("line-40\n");
  expect(await tab.page.locator("#log-text").innerText()).toMatch(
    /line-1\nline-2\n[\s\S]*line-39\nline-40\n$/,
  );
  await tab.page.getByText("The log has ended").waitFor();
  await row("failure", "run-2").getByText("RUN_EXITED").waitFor();
  expect(await row("failure", "run-2").innerText()).toMatch(
    /exited with code 3[\s\S]*host-b[\s\S]*printing_job/,
  );
  await expect.poll(() => row("run", "run-2").count()).toBe(0);
  expect(await tab.page.getByRole("img", { name: /1 launch,/ }).count()).toBe(1);
  await tab.page.getByRole("button", { name: "Close" }).click();
  await row("failure", "run-2").getByRole("button").click();
  await tab.page.getByText("line-40").waitFor();
});

test("a launch that fails has its code and what to do", async () => {
  await expect(fleet.launch("run-3", "true", "absent.example.com/none:1")).rejects.toThrow("IMAGE_NOT_FOUND");
  await row("failure", "IMAGE_NOT_FOUND").waitFor();
  expect(await row("failure", "IMAGE_NOT_FOUND").innerText()).toMatch(
    /absent\.example\.com\/none:1[\s\S]*run-3/,
  );
});

test("says that it is out of date while the launcher is gone, and comes back by itself", async () => {
  await fleet.launch("run-4", "sleep 600");
  await row("run", "run-4").waitFor();
  await fleet.launcher.kill();
  await tab.page.getByText(/Out of date: The launcher cannot be reached/).waitFor();
  expect(await row("run", "run-4").count()).toBe(1);
  await fleet.launcher.start();
  await tab.page.locator("#connection[data-state=live]").waitFor();
  await tab.page.getByText("2 of 2").waitFor();
  await row("run", "run-4").getByText("running").waitFor();
});

test("says within seconds that a launcher which is frozen tells nothing new, and comes back when it goes on", async () => {
  await fleet.launch("run-5", "sleep 600");
  await row("run", "run-5").getByText("running").waitFor();
  const connection = tab.page.locator("#connection");
  const frozenAt = Date.now();
  fleet.launcher.freeze();
  await tab.page.locator("#connection[data-state=stale]").waitFor({ timeout: 8000 });
  expect(Date.now() - frozenAt).toBeLessThan(7500);
  const told = await connection.innerText();
  expect(told).toMatch(/^Out of date: The launcher is silent\. Shown is \d\d:\d\d:\d\d; trying again\.$/);
  expect(await row("run", "run-5").count()).toBe(1);
  // A new connection is taken by the kernel, and answered by nobody: the page must not take that for news.
  await tab.page.waitForTimeout(2500);
  expect(await connection.innerText()).toBe(told);
  const thawedAt = Date.now();
  fleet.launcher.thaw();
  await tab.page.locator("#connection[data-state=live]").waitFor();
  expect(Date.now() - thawedAt).toBeLessThan(6000);
  await row("run", "run-5").getByText("running").waitFor();
  expect(tab.problems).toEqual([]);
});
