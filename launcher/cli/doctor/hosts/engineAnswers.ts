import { z } from "zod";

/** `GET /info`, as far as `doctor` reads it. What older engines leave out is optional. */
export const infoAnswer = z.object({
  ServerVersion: z.string(),
  SystemTime: z.string(),
  DockerRootDir: z.string().optional(),
  LiveRestoreEnabled: z.boolean().optional(),
  LoggingDriver: z.string().optional(),
  CgroupDriver: z.string().optional(),
  CgroupVersion: z.string().optional(),
  ExperimentalBuild: z.boolean().optional(),
  SecurityOptions: z.array(z.string()).nullish(),
  Warnings: z.array(z.string()).nullish(),
  Swarm: z.object({ LocalNodeState: z.string().optional() }).nullish(),
  RegistryConfig: z
    .object({
      InsecureRegistryCIDRs: z.array(z.string()).nullish(),
      IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean().optional() })).nullish(),
    })
    .nullish(),
});

const ipam = z.object({
  Config: z.array(z.object({ Subnet: z.string().optional() })).nullish(),
});

/** `GET /networks`. */
export const networksAnswer = z.array(
  z.object({
    Name: z.string(),
    Driver: z.string(),
    IPAM: ipam.nullish(),
    Options: z.record(z.string(), z.string()).nullish(),
  }),
);

/** What an engine says about itself. */
export type Info = z.output<typeof infoAnswer>;

/** One network of an engine. */
export type NetworkAnswer = z.output<typeof networksAnswer>[number];
