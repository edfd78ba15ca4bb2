/** `npm run pictures`: the status page of a made-up fleet, in light and in dark, into docs/images. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkout } from "../../../scripts/cache.ts";
import { runCli } from "../../../scripts/cli.ts";
import { openBrowser, openTab } from "./browser.ts";
import type { Tab } from "./browser.ts";
import { liveSample, sampleFleet } from "./sample.ts";

const folder = join(checkout, "docs/images");

await runCli(async () => {
  mkdirSync(folder, { recursive: true });
  const fleet = sampleFleet();
  const address = await fleet.listen();
  const browser = await openBrowser();
  try {
    await sleep(500);
    await liveSample(fleet);
    await take("light", false);
    await take("dark", true);
  } finally {
    await browser.close();
    await fleet.close();
  }

  async function take(scheme: "light" | "dark", withLog: boolean): Promise<void> {
    const tab = await openTab(browser, address, scheme);
    await tab.page.getByText(/lost for/).waitFor();
    if (withLog) await openLog(tab);
    const path = join(folder, `status-page-${scheme}.png`);
    await tab.page.screenshot({ path, fullPage: !withLog });
    process.stdout.write(`${path}\n`);
  }
});

async function openLog({ page }: Tab): Promise<void> {
  await page.getByRole("button", { name: /sync_orders/ }).click();
  await page.getByText("batch 30 of 30").waitFor();
  await page.evaluate("document.activeElement.blur()");
}
