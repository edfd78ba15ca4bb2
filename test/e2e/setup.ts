import { pristineLab } from "../../lab/pristine.ts";
import { onTestLab } from "../support/onTestLab.ts";
import { report } from "./support/deployment.ts";

/** Servers as new before the files of this run: what a failed test has left on them is gone. */
export default async function setup(): Promise<void> {
  onTestLab();
  await pristineLab(report);
}
