import { z } from "zod";
import { text } from "./values.ts";

const authority = z.strictObject({
  certificateFile: text.describe("A local file with the CA's certificate, PEM; `~` is your home."),
  privateKeyFile: text.describe(
    "A local file with its private key, PEM. The key is handled as a Pulumi secret.",
  ),
});

/** The fleet's certificates: who issues them, and how long they last. */
export const certificatesSchema = z
  .strictObject({
    generation: z.int().min(1).default(1).describe("One more than before makes a new CA, in three `up`s."),
    ca: authority.optional().describe("A CA of your own, instead of one that is made."),
    previousCa: authority
      .optional()
      .describe("The CA of your own that was used before; while it is replaced."),
    validityHours: z.int().min(1).default(8_760).describe("The lifetime of server and client certificates."),
    caValidityHours: z.int().min(1).default(87_600).describe("The lifetime of the CA."),
    renewAt: z
      .number()
      .gt(0)
      .lt(1)
      .default(2 / 3)
      .describe("The share of a lifetime after which the next `up` renews a certificate."),
  })
  .default({ generation: 1, validityHours: 8_760, caValidityHours: 87_600, renewAt: 2 / 3 });
