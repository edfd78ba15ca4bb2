import { z } from "zod";
import { certificatesSchema } from "./certificatesSchema.ts";
import { controlPlaneSchema } from "./controlPlaneSchema.ts";
import { hostSchema } from "./hostSchema.ts";
import { locationSchema } from "./locationSchema.ts";

/** `dagster-multihost:fleet` of the stack configuration: the servers, what runs on them, and the control plane. */
export const fleetSchema = z.strictObject({
  controlPlane: controlPlaneSchema.describe("Dagster's own services."),
  hosts: z.array(hostSchema).min(1, "must list at least one host.").describe("The servers."),
  locations: z
    .array(locationSchema)
    .default([])
    .describe("The code locations, in the order in which Dagster shows them."),
  certificates: certificatesSchema.describe("Certificates of hosts with `access: tls`."),
});

/** A checked fleet with its defaults filled in. */
export type Fleet = z.output<typeof fleetSchema>;
export type FleetHost = Fleet["hosts"][number];
export type FleetLocation = Fleet["locations"][number];
/** A fleet as it is written. */
export type FleetInput = z.input<typeof fleetSchema>;
