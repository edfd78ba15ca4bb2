import { execa } from "execa";
import { UserError } from "../../scripts/report.ts";
import type { Report } from "../../scripts/report.ts";
import { dockerMaybe } from "../docker/engine.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { step } from "../../scripts/progress.ts";
import { contextHash } from "./context.ts";

/** One `docker build`. */
export type Build = {
  /** Repository of the result; its tag is a hash of everything that goes in. */
  repository: string;
  /** The folder of the build context. */
  context: string;
  target?: string;
  buildArguments?: Record<string, string>;
};

/**
 * Builds an image with `docker build` unless there is one of the same content already, and returns its reference.
 *
 * Works with BuildKit and with the legacy builder. `RUN` steps use the machine's network, so that they reach what the
 * machine reaches.
 *
 * @throws UserError `IMAGE_BUILD_FAILED` with the last lines of the build's output.
 */
export async function buildImage(engine: DockerEngine, report: Report, build: Build): Promise<string> {
  const hash = contextHash(build.context, build.target ?? "", JSON.stringify(build.buildArguments ?? {}));
  const image = `${build.repository}:${hash}`;
  if (await hasImage(engine, image)) return image;
  await step(report, `Building image ${build.repository}`, async () => {
    const options = { env: engine.environment, stdin: "ignore", all: true, reject: false } as const;
    const { failed, all } = await execa("docker", buildCommand(image, build), options);
    if (!failed) return;
    const lines = all.trim().split("\n").slice(-20).join("\n");
    throw new UserError(
      "IMAGE_BUILD_FAILED",
      `Building ${build.repository} failed. Its last lines:\n${lines}`,
    );
  });
  return image;
}

/** The arguments of `docker` for a build. */
export function buildCommand(image: string, build: Build): string[] {
  return [
    ...["build", "--network", "host", "--tag", image],
    ...(build.target === undefined ? [] : ["--target", build.target]),
    ...Object.entries(build.buildArguments ?? {}).flatMap(([name, value]) => [
      "--build-arg",
      `${name}=${value}`,
    ]),
    build.context,
  ];
}

/** Whether the engine has the image. */
export async function hasImage(engine: DockerEngine, image: string): Promise<boolean> {
  return (await dockerMaybe(engine, ["image", "inspect", "--format", "{{.Id}}", image])) !== undefined;
}
