import { z } from "zod";

/** Lifetimes of the fleet's certificates. */
export const certificatesSchema = z
  .strictObject({
    validityHours: z.int().min(1).default(8_760).describe("The lifetime of server and client certificates."),
    caValidityHours: z.int().min(1).default(87_600).describe("The lifetime of the CA."),
    renewAt: z
      .number()
      .gt(0)
      .lt(1)
      .default(2 / 3)
      .describe("The share of a lifetime after which the next `up` renews a certificate."),
  })
  .default({ validityHours: 8_760, caValidityHours: 87_600, renewAt: 2 / 3 });
