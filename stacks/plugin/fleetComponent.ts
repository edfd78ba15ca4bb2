import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../../components/index.ts";
import { declareFleet } from "../declareFleet.ts";
import { fleetType } from "./packageSchema.ts";

/** The component of the package, as other languages know it. */
export class FleetComponent extends pulumi.ComponentResource {
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super(fleetType, name, {}, opts);
  }

  /**
   * Declares the fleet below this component and returns its outputs.
   *
   * @throws ProvisioningError FLEET_UNKNOWN when a part of the fleet depends on a resource that is still to be made.
   */
  async declare(inputs: pulumi.Inputs): Promise<pulumi.Inputs> {
    const { hosts, locations, webserver, launcher, certificateAuthorityExpiry, nextCertificateRenewal } =
      await declareFleet(await known(inputs), { parent: this });
    const certificates = { certificateAuthorityExpiry, nextCertificateRenewal };
    const outputs = { hosts, locations, webserver, launcher, ...certificates };
    this.registerOutputs(outputs);
    return outputs;
  }
}

/** The inputs in clear. Whatever of them is a secret is made one again where it is used, as with a stack's configuration. */
async function known(inputs: pulumi.Inputs): Promise<unknown> {
  const output: pulumi.Output<unknown> = pulumi.output(inputs);
  if (!(await (output as unknown as { isKnown: Promise<boolean> }).isKnown)) {
    throw new ProvisioningError(
      "FLEET_UNKNOWN",
      "a part of the fleet is not known yet, because it depends on a resource that is still to be made. The servers are looked at " +
        "before anything is declared, so the fleet must be known by then: make that resource in a stack of its own, or run up with --target first.",
    );
  }
  return await new Promise((resolve) => output.apply(resolve));
}
