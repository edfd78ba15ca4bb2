import { UserError } from "./report.ts";

/**
 * Runs a command line program. What the user can mend is printed as a message, with exit code 1; anything else is a defect and is
 * printed with its stack trace.
 */
export async function runCli(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof UserError) process.stderr.write(`\n${error.code}: ${error.message}\n`);
    else
      process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
}
