import { execa } from "execa";
import { step } from "./progress.ts";
import { type Report, UserError } from "./report.ts";
import { asRoot } from "./root.ts";

/** Installs Debian packages, or says what to install by hand. */
export async function installPackages(
  report: Report,
  packages: string[],
  code: string,
  what: string,
): Promise<void> {
  const fix = `Install it by hand (Debian, Ubuntu: sudo apt-get install ${packages.join(" ")}) and try again.`;
  if (!(await isInstalled("apt-get"))) {
    throw new UserError(
      code,
      `${what} is missing, and this system has no apt-get to install it with. ${fix}`,
    );
  }
  const options = { env: { DEBIAN_FRONTEND: "noninteractive" }, reject: false } as const;
  await step(report, `Installing ${what} (${packages.join(" ")})`, async () => {
    await asRoot("apt-get", ["update", "-q"], options);
    const { failed, stderr } = await asRoot(
      "apt-get",
      ["install", "-y", "-q", "--no-install-recommends", ...packages],
      options,
    );
    if (failed)
      throw new UserError(
        code,
        `${what} is missing, and installing it failed. ${fix}\n${stderr.slice(-600)}`,
      );
  });
}

/** Whether a command is on the search path, including the system administrator's folders. */
export async function isInstalled(command: string): Promise<boolean> {
  const { failed } = await execa("sh", ["-c", 'command -v "$1"', "sh", command], {
    env: { PATH: administratorPath() },
    reject: false,
  });
  return !failed;
}

/** The search path with the folders of daemons and administration, which an ordinary user's lacks. */
export function administratorPath(path = process.env["PATH"] ?? ""): string {
  return [...new Set([...path.split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"])].join(":");
}
