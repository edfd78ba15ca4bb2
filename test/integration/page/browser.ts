import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { ensureChromium } from "../../../scripts/chromium.ts";

export type { Browser, Page } from "playwright-core";

/** Starts headless Chromium; as root it has no sandbox of its own. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await ensureChromium((line) => process.stderr.write(`${line}\n`));
  return chromium.launch({ executablePath, env: { ...process.env, ...env }, chromiumSandbox: false });
}

/** A tab in which whatever goes wrong is noted: errors of scripts, and what the Content-Security-Policy refuses. */
export type Tab = { page: Page; problems: string[]; requests: string[]; context: BrowserContext };

/** Opens an address in a tab of its own. */
export async function openTab(
  browser: Browser,
  address: string,
  colorScheme: "light" | "dark" = "light",
): Promise<Tab> {
  const context = await browser.newContext({
    ...{ colorScheme, viewport: { width: 1280, height: 900 }, locale: "en-GB", timezoneId: "UTC" },
  });
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    // That a connection was refused is what some tests are about.
    if (message.type() === "error" && !/ERR_|status of 5\d\d/.test(message.text()))
      problems.push(message.text());
  });
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, problems, requests, context };
}
