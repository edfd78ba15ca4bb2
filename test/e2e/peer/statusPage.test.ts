import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { faults } from "../../../lab/faults.ts";
import { axeViolations } from "../../integration/page/axe.ts";
import { openBrowser, openTab } from "../../integration/page/browser.ts";
import type { Browser, Tab } from "../../integration/page/browser.ts";
import { labEngine } from "../support/lab.ts";
import { cancel, longRun } from "../support/runs.ts";

const engine = await labEngine();
const address = `http://${new URL(inject("webserver")).hostname}:3001/`;
const dockerPort = 2376;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  browser = await openBrowser();
  tab = await openTab(browser, address);
  await tab.page.locator("#connection[data-state=live]").waitFor();
});
afterEach(async () => {
  await faults.heal(engine, "host-b");
  await faults["docker-thaw"](engine, "host-b");
});
afterAll(() => browser.close());

const row = (table: string, text: string) => tab.page.locator(`#${table}-rows tr`, { hasText: text });

test("the status page of the deployed launcher: a run with its log and its link, a host that goes down and comes back", async () => {
  const answers = row("host", "host-b").getByText("answers");
  await answers.waitFor();
  expect(await row("host", "host-b").innerText()).toMatch(/\d+ d\s+(server|client|authority)/);
  const run = await longRun();
  const live = row("run", run.id.slice(0, 8));
  await live.waitFor();
  expect(await live.getByRole("link").getAttribute("href")).toBe(`${inject("webserver")}/runs/${run.id}`);
  await live.getByRole("button").click();
  await expect.poll(() => tab.page.locator("#log-text").innerText(), { timeout: 20_000 }).toMatch(/\S/);
  await tab.page.keyboard.press("Escape");

  let began = Date.now();
  await faults.reject(engine, "host-b", dockerPort);
  await row("host", "host-b")
    .getByText(/lost for/)
    .waitFor();
  expect(Date.now() - began).toBeLessThan(5000);
  await row("failure", "host-b").getByText("HOST_UNREACHABLE").waitFor();
  expect(await axeViolations(tab.page)).toEqual([]);
  await faults.heal(engine, "host-b");
  await answers.waitFor({ timeout: 20_000 });

  began = Date.now();
  await faults["docker-freeze"](engine, "host-b");
  await row("host", "host-b")
    .getByText(/(silent|lost) for/)
    .waitFor();
  expect(Date.now() - began).toBeLessThan(5000);
  await faults["docker-thaw"](engine, "host-b");
  await answers.waitFor({ timeout: 30_000 });
  expect(tab.problems).toEqual([]);
  await cancel(run.id);
  await expect.poll(() => live.count(), { timeout: 20_000 }).toBe(0);
});
