/** The Pulumi program: the fleet of the stack configuration, as servers, containers and files. */
import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../components/index.ts";
import { declareFleet } from "./declareFleet.ts";
import { locator } from "./fleet/position.ts";
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
export const {
  hosts,
  locations,
  webserver,
  launcher,
  launcherConfig,
  certificateAuthorityExpiry,
  certificateAuthority,
  nextCertificateRenewal,
} = await declareFleet(value, { locate: locator(settingsFile()) });
