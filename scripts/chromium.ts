import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, contentHash } from "./cache.ts";
import { isInstalled } from "./packages.ts";
import { step } from "./progress.ts";
import { UserError } from "./report.ts";
import type { Report } from "./report.ts";
import { asRoot } from "./root.ts";

/** A browser: its program, and what its environment must have. */
export type Chromium = { executablePath: string; env: Record<string, string> };

const packages = ["chromium", "fonts-inter", "fonts-dejavu-core", "fontconfig-config"];

/**
 * Finds Chromium: `$CHROMIUM`, else a `chromium` or `google-chrome` of this machine, else Debian's package, which is taken
 * into the cache without being installed.
 *
 * @throws UserError `CHROMIUM_MISSING` when there is none and this is not Debian or Ubuntu.
 */
export async function ensureChromium(report: Report): Promise<Chromium> {
  for (const program of [process.env["CHROMIUM"], "chromium", "google-chrome"]) {
    if (program !== undefined && program !== "" && (await isInstalled(program))) {
      const { stdout } = await execa("sh", ["-c", 'command -v "$1"', "sh", program]);
      return { executablePath: stdout, env: {} };
    }
  }
  const system = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  const folder = join(cacheDirectory("chromium"), contentHash([], ...packages, system, fontConfig("")));
  if (!existsSync(folder)) await step(report, "Fetching Chromium", () => fetchInto(folder));
  return unpacked(folder);
}

async function fetchInto(folder: string): Promise<void> {
  const making = `${folder}-${process.pid}`;
  const archives = join(making, "archives");
  try {
    mkdirSync(join(archives, "partial"), { recursive: true });
    await asRoot("apt-get", ["update", "-q"], { reject: false });
    const options = [`Dir::Cache::archives=${archives}`, "Debug::NoLocking=1", "APT::Sandbox::User="];
    const download = ["install", "--download-only", "--no-install-recommends", "-y", "-q"];
    await execa("apt-get", [...download, ...options.flatMap((option) => ["-o", option]), ...packages]);
    for (const name of readdirSync(archives).filter((one) => one.endsWith(".deb")))
      await execa("dpkg-deb", ["-x", join(archives, name), join(making, "root")]);
    rmSync(archives, { recursive: true });
  } catch (error) {
    rmSync(making, { recursive: true, force: true });
    const message = `Chromium is missing and cannot be fetched. Install it by hand (Debian: sudo apt-get install chromium), or name one in CHROMIUM. ${(error as Error).message.slice(-400)}`;
    throw new UserError("CHROMIUM_MISSING", message, { cause: error });
  }
  // Two that fetch at once get the same: whoever is second drops his own.
  if (existsSync(folder)) rmSync(making, { recursive: true });
  else renameSync(making, folder);
}

function unpacked(folder: string): Chromium {
  const root = join(folder, "root");
  const fonts = join(folder, "fonts.conf");
  if (!existsSync(fonts)) writeFileSync(fonts, fontConfig(root));
  const libraries = readdirSync(join(root, "usr/lib"))
    .filter((name) => name.endsWith("-linux-gnu"))
    .flatMap((name) => [join(root, "usr/lib", name), join(root, "usr/lib", name, "pulseaudio")]);
  return {
    executablePath: join(root, "usr/lib/chromium/chromium"),
    env: { LD_LIBRARY_PATH: libraries.join(":"), FONTCONFIG_FILE: fonts },
  };
}

/** The fonts that came along, so that pictures look the same everywhere. */
function fontConfig(root: string): string {
  const prefer = (family: string, font: string): string =>
    `<alias binding="same"><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir prefix="xdg">fontconfig</cachedir>`,
    ...[prefer("sans-serif", "Inter"), prefer("system-ui", "Inter"), prefer("monospace", "DejaVu Sans Mono")],
    "</fontconfig>",
  ].join("\n");
}
