import { Writable } from "node:stream";
import { exitCodeOf } from "../../../../launcher/cli/exitCodes.ts";
import type { Io } from "../../../../launcher/cli/io.ts";
import { commandLine } from "../../../../launcher/cli/program.ts";

/** How a command ended, and what it wrote. */
export type Outcome = { code: number; stdout: string; stderr: string };

/** Runs the command line inside of the test's process; waiting takes no time, but the clock goes on. */
export async function runCommand(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const outcome: Outcome = { code: 0, stdout: "", stderr: "" };
  let now = Date.now();
  const io: Io = {
    stdout: collect((text) => (outcome.stdout += text)),
    stderr: collect((text) => (outcome.stderr += text)),
    env: { PATH: process.env["PATH"], ...env },
    now: () => now,
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    confirm: () => Promise.resolve(false),
    exit: (code) => (outcome.code = code),
  };
  try {
    await commandLine(io).parseAsync(args, { from: "user" });
  } catch (error) {
    outcome.code = exitCodeOf(error);
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith("commander.") !== true) outcome.stderr += `${code ?? "no code"}: ${message}\n`;
  }
  return outcome;
}

function collect(add: (text: string) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      add(chunk.toString());
      done();
    },
  });
}
