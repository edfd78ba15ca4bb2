import { createInterface } from "node:readline/promises";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { LauncherError } from "../error.ts";
import type { RemoteTarget } from "./remote/target.ts";

/** What a command reads and where it writes: the process's own, or a test's. */
export type Io = {
  /** Data go here, and nothing else. */
  stdout: Writable;
  /** Progress, warnings and errors. */
  stderr: Writable;
  env: NodeJS.ProcessEnv;
  /** Milliseconds since the epoch. */
  now: () => number;
  sleep: (milliseconds: number) => Promise<unknown>;
  /** Asks the person a question that is answered by yes or no. */
  confirm: (question: string) => Promise<boolean>;
  /** The control plane that `--control-plane` names, of a command that does a part of its work on this machine. */
  controlPlane?: RemoteTarget;
  /** Sets the exit code of a command that did its work and found something. */
  exit: (code: number) => void;
};

/** The process's own. */
export const processIo: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: () => Date.now(),
  sleep: (milliseconds) => sleep(milliseconds),
  confirm: askOnTerminal,
  exit: (code) => (process.exitCode = code),
};

async function askOnTerminal(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new LauncherError("USAGE_INVALID", "There is no terminal to ask for confirmation: give --yes.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

/** Writes lines of data. */
export function print(io: Io, text: string): void {
  io.stdout.write(`${text}\n`);
}

/** Writes data as JSON, in the form that docs/cli.md describes. */
export function printJson(io: Io, value: unknown): void {
  print(io, JSON.stringify(value, undefined, 2));
}

/** Tells the person who waits what happens. */
export function note(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}
