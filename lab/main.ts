/** `npm run lab`: throw-away servers on this machine. */
import { Command } from "commander";
import { runCli } from "../scripts/cli.ts";
import { UserError } from "../scripts/report.ts";
import { showTasks } from "../scripts/tasks.ts";
import { ensureDocker, findDocker } from "./docker/ensure.ts";
import { labDown } from "./down.ts";
import type { DownOptions } from "./down.ts";
import { faults, takesPort } from "./faults.ts";
import type { FaultName } from "./faults.ts";
import { hostNamed } from "./hosts.ts";
import { buildLabImages } from "./images/all.ts";
import type { Lab } from "./lab.ts";
import { closeNamespace, ensureNamespace, within } from "./namespace.ts";
import { ssh } from "./ssh.ts";
import { labStatus } from "./status.ts";
import { parseIndex } from "./topology.ts";
import { labUp } from "./up.ts";

const program = new Command("npm run lab --")
  .description("Throw-away servers on this machine, to try everything on.")
  .enablePositionalOptions();

program
  .command("up")
  .description("bring the lab up, or what is missing of it")
  .option("--json", "print what there is to know of the lab as JSON")
  .action(async ({ json }: { json?: boolean }) => {
    let lab: Lab | undefined;
    await showTasks([{ title: "Lab up", task: async (report) => (lab = await labUp(report)) }]);
    if (lab !== undefined)
      process.stdout.write(json === true ? `${JSON.stringify(lab, null, 2)}\n` : summary(lab));
  });

program
  .command("images")
  .description("build the lab's images, or those that are missing, and print their names as JSON")
  .action(async () => {
    const report = (line: string) => void process.stderr.write(`${line}\n`);
    const images = await buildLabImages(await ensureDocker(report), report);
    process.stdout.write(`${JSON.stringify(images)}\n`);
  });

program
  .command("enter <lab> [command...]")
  .description("run a command where lab 1, 2, … lives, with its network and its Docker; default: a shell")
  .passThroughOptions()
  .action(async (lab: string, command: string[]) => {
    const index = parseIndex(lab);
    if (index === 0) throw new UserError("LAB_NUMBER_INVALID", "Lab 0 is on this machine itself.");
    await showTasks([{ title: `Lab ${index}`, task: (report) => ensureNamespace(index, report) }]);
    const words = command.length > 0 ? command : [process.env["SHELL"] ?? "sh"];
    const { exitCode } = await within(index, words, { stdio: "inherit", reject: false });
    process.exitCode = exitCode ?? 1;
  });

program
  .command("leave <lab>")
  .description("end everything that `enter` or the tests have started in lab 1, 2, …")
  .action((lab: string) => closeNamespace(parseIndex(lab)));

program
  .command("down")
  .description("remove the lab; keeps the images and the registry's storage for the next time")
  .option("--keep-engine", "leave the Docker daemon running that the lab started")
  .option("--purge", "remove the registry's storage, the keys and the passwords as well")
  .action((options: DownOptions) =>
    showTasks([{ title: "Lab down", task: (report) => labDown(report, options) }]),
  );

program
  .command("status")
  .description("show the state of every member")
  .action(async () => {
    for (const { name, address, state } of await labStatus()) {
      process.stdout.write(`${name.padEnd(10)}${address.padEnd(14)}${state}\n`);
    }
  });

program
  .command("ssh <host> [command...]")
  .description("log in as deploy, or run a command")
  .passThroughOptions()
  .action(async (host: string, command: string[]) => {
    const { exitCode } = await ssh(hostNamed(host), command, { stdio: "inherit", reject: false });
    process.exitCode = exitCode ?? 1;
  });

program
  .command("fault <host> <fault> [port]")
  .description(`do one of: ${Object.keys(faults).join(", ")} (drop and reject: of a TCP port)`)
  .action(async (host: string, name: string, port?: string) => {
    const fault = faultNamed(name);
    const engine = await findDocker();
    if (engine === undefined)
      throw new UserError("LAB_DOWN", "The lab is down: `npm run lab -- up` brings it up.");
    await faults[fault](engine, hostNamed(host).name, takesPort(fault) ? portNumber(fault, port) : 0);
  });

await runCli(async () => {
  await program.parseAsync();
});

function faultNamed(name: string): FaultName {
  if (name in faults) return name as FaultName;
  throw new UserError(
    "LAB_UNKNOWN_FAULT",
    `There is no fault ${name}. There are: ${Object.keys(faults).join(", ")}.`,
  );
}

function portNumber(fault: FaultName, text = ""): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new UserError(
    "LAB_FAULT_PORT",
    `The fault ${fault} needs a TCP port from 1 to 65535, such as: fault host-b ${fault} 2376.`,
  );
}

function summary(lab: Lab): string {
  const hosts = lab.hosts.map(({ name, address, docker }) => {
    return `${name.padEnd(10)}${address.padEnd(14)}${docker ? "Docker Engine" : "no Docker, Dagster in /opt/dagster/venv"}\n`;
  });
  return `${hosts.join("")}registry  ${lab.registry.url}\nLog in: npm run lab -- ssh ${lab.hosts[0]?.name ?? ""}\n`;
}
