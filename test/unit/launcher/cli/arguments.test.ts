import { expect, test } from "vitest";
import { completionTree } from "../../../../launcher/cli/completion/tree.ts";
import { processIo } from "../../../../launcher/cli/io.ts";
import { commandLine } from "../../../../launcher/cli/program.ts";
import { runCommand } from "./runCommand.ts";

/** The commands that do something, by the words that lead to them. */
const verbs = completionTree(commandLine(processIo))
  .map(({ path }) => path)
  .filter((path) => !["", "hosts", "config"].includes(path));

test.each(verbs)("%s --help shows examples, and refuses an option that it does not have", async (verb) => {
  const help = await runCommand([...verb.split(" "), "--help"]);
  expect([help.code, help.stderr]).toEqual([0, ""]);
  expect(help.stdout).toMatch(new RegExp(`\\nExamples:\\n(.*\\n)*.*dagster-multihost ${verb}`));
  const unknown = await runCommand([...verb.split(" "), "--no-such-option"]);
  expect([unknown.code, unknown.stdout]).toEqual([2, ""]);
  expect(unknown.stderr).toMatch(/unknown option '--no-such-option'/);
});

test.each([
  ["", /Usage: dagster-multihost/],
  ["statsu", /unknown command 'statsu'.*Did you mean status/s],
  ["status surplus", /too many arguments/],
  ["status --socket", /argument missing/],
  ["hosts", /Usage: dagster-multihost hosts/],
  ["hosts drian b", /unknown command 'drian'/],
  ["hosts drain", /missing required argument 'host'/],
  ["hosts undrain", /missing required argument 'host'/],
  ["hosts drain a b", /too many arguments/],
  ["runs --host", /argument missing/],
  ["status --webserver-url ftp://x", /^WEBSERVER_URL_INVALID: /],
  ["drain", /^USAGE_INVALID: Name the code locations, or give --all/],
  ["drain etl --all", /^USAGE_INVALID: /],
  ["reload", /^USAGE_INVALID: /],
  ["doctor --only dns", /There is no check 'dns'. (Did you mean|Known checks: configuration)/],
  ["doctor --only disk --skip disk", /^USAGE_INVALID: .* leave no check/],
  ["logs", /missing required argument/],
  ["logs run-1 --tail many", /whole number/],
  ["logs run-1 --tail -1", /whole number/],
  ["config validat", /unknown command 'validat'/],
  ["config validate a b", /too many arguments/],
  ["check-env --env-file", /argument missing/],
  ["pull --image", /argument missing/],
  ["deploy --timeout soon", /0 or more/],
  ["deploy --reload-timeout -3", /0 or more/],
  ["drain --timeout", /argument missing/],
  ["drain --timeout never", /0 or more/],
  ["restore surplus", /too many arguments/],
  ["reload --timeout x", /0 or more/],
  ["cleanup --max-age-hours old", /0 or more/],
  ["cleanup surplus", /too many arguments/],
  ["certs surplus", /too many arguments/],
  ["completion", /missing required argument 'shell'/],
  ["completion tcsh", /Allowed choices are bash, zsh, fish/],
])("'%s' is wrong usage", async (line, text) => {
  const { code, stdout, stderr } = await runCommand(line.split(" ").filter(Boolean));
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(text);
  expect(stderr).not.toContain("    at ");
});
