import { LauncherError } from "../../error.ts";

/** The control plane could not do its part of a deployment, and has said why. */
export class FailedThere extends LauncherError {
  /** With what the command ended there. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    const message = `The control plane could not do its part (exit code ${exitCode}); what it said is above. Mend that and run 'deploy' again.`;
    super("DEPLOY_FAILED_THERE", message);
    this.exitCode = exitCode;
  }
}
