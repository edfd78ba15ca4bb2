import { z } from "zod";
import { readAnswer } from "./answers.ts";

/**
 * Options of dockerd that are in force, in the names of daemon.json; what the engine does not tell is not there.
 * `tlsverify` is only ever false: dockerd warns of a TCP port that asks for no client certificate, and says nothing of others.
 */
export type DaemonOptions = Record<string, boolean | string | string[]>;

const text = z.string().optional();
const flag = z.boolean().optional();

const info = z.object({
  LiveRestoreEnabled: flag,
  LoggingDriver: text,
  Driver: text,
  DefaultRuntime: text,
  DockerRootDir: text,
  ExperimentalBuild: flag,
  Debug: flag,
  Warnings: z.array(z.string()).nullish(),
  RegistryConfig: z
    .object({
      InsecureRegistryCIDRs: z.array(z.string()).nullish(),
      IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean().optional() })).nullish(),
    })
    .nullish(),
});

/** The options that the engine's answer to `info` tells of. */
export function daemonOptions(answer: unknown): DaemonOptions {
  const found = readAnswer(info, answer);
  const options = {
    "live-restore": found.LiveRestoreEnabled,
    "log-driver": found.LoggingDriver,
    "storage-driver": found.Driver,
    "default-runtime": found.DefaultRuntime,
    "data-root": found.DockerRootDir,
    experimental: found.ExperimentalBuild,
    debug: found.Debug,
    "insecure-registries": insecureRegistries(found),
    tlsverify: isOpen(found.Warnings ?? []) ? false : undefined,
  };
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function insecureRegistries({ RegistryConfig: registries }: z.output<typeof info>): string[] | undefined {
  if (registries === undefined || registries === null) return undefined;
  const named = Object.entries(registries.IndexConfigs ?? {}).filter(([, { Secure }]) => Secure === false);
  return [...named.map(([name]) => name), ...(registries.InsecureRegistryCIDRs ?? [])].toSorted();
}

function isOpen(warnings: readonly string[]): boolean {
  return warnings.some((warning) =>
    /API is accessible on (?:(?:http|tcp):\/\/|\S+ without TLS client verification)/i.test(warning),
  );
}
