import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { type Report, UserError } from "../../scripts/report.ts";

type Listener = (event: EngineEvent) => void;

/**
 * Runs an operation of the engine with a line of progress for each resource that it begins to change.
 *
 * @throws UserError `PULUMI_FAILED` with the engine's diagnostics alone, where the Automation API would give its whole output.
 */
export async function withProgress<T>(
  name: string,
  report: Report,
  operation: (onEvent: Listener) => Promise<T>,
): Promise<T> {
  const errors: string[] = [];
  try {
    return await operation(({ resourcePreEvent, diagnosticEvent }) => {
      const step = resourcePreEvent?.metadata;
      if (step && !["same", "read"].includes(step.op)) report(`${step.op} ${shortName(step.urn)}`);
      if (diagnosticEvent?.severity !== "error") return;
      const message = plain(diagnosticEvent.message);
      // The stack repeats that one of its resources failed.
      if (message !== "update failed")
        errors.push(diagnosticEvent.urn ? `${shortName(diagnosticEvent.urn)}: ${message}` : message);
    });
  } catch (error) {
    if (errors.length === 0) throw error;
    throw new UserError("PULUMI_FAILED", `pulumi ${name} failed:\n${errors.join("\n")}`, { cause: error });
  }
}

/** The type and the name in a URN: `docker:index/container:Container etl_pipelines`. */
function shortName(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1) ?? ""} ${name}`;
}

/** The engine colours its messages with marks such as `<{%reset%}>`. */
function plain(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
