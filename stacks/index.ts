/** The Pulumi program: the fleet of the stack configuration, as servers, containers and files. */
import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../components/index.ts";
import { deploy } from "./deploy.ts";
import { loadFleet } from "./fleet/load.ts";
import { locator } from "./fleet/position.ts";
import { withoutGone } from "./gone.ts";
import { readLastUp } from "./lastUp.ts";
import { preflight } from "./preflight/index.ts";
import { settingsFile } from "./settingsFile.ts";

// The fleet may hold secrets, such as registry passwords; each is made a secret again where it is used.
const secret = new pulumi.Config("dagster-multihost").getSecretObject<unknown>("fleet");
const value = secret && (await new Promise((resolve) => secret.apply(resolve)));
if (value === undefined) {
  throw new ProvisioningError(
    "FLEET_MISSING",
    `the stack ${pulumi.getStack()} has no dagster-multihost:fleet. Describe your servers in Pulumi.${pulumi.getStack()}.yaml; ` +
      "stacks/Pulumi.example.yaml shows how.",
  );
}
const last = await readLastUp();
const { fleet, notes } = withoutGone(loadFleet(value, locator(settingsFile())), last);
await preflight(fleet);
for (const note of notes) void pulumi.log.warn(note);
export const {
  hosts,
  locations,
  webserver,
  launcher,
  launcherConfig,
  certificateAuthorityExpiry,
  certificateAuthority,
} = deploy(fleet, undefined, last.rotation);
