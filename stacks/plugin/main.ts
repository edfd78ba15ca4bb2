import { readFileSync } from "node:fs";
import { join } from "node:path";
import { provider, type ComponentResourceOptions, type Inputs } from "@pulumi/pulumi";
import { FleetComponent } from "./fleetComponent.ts";
import { fleetType, packageSchema } from "./packageSchema.ts";

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
};

const fleetProvider: provider.Provider = {
  version,
  schema: JSON.stringify(packageSchema(version)),
  async construct(name: string, type: string, inputs: Inputs, options: ComponentResourceOptions) {
    if (type !== fleetType) throw new Error(`${type} is no component of this package; ${fleetType} is.`);
    const fleet = new FleetComponent(name, options);
    return { urn: fleet.urn, state: await fleet.declare(inputs) };
  },
};

/**
 * Serves the Pulumi package to an engine, until the engine ends it.
 *
 * @param args Command line of a resource plugin: the address of the engine.
 */
export async function serve(args: string[]): Promise<void> {
  await provider.main(fleetProvider, args);
}
