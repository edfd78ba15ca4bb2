import { existsSync } from "node:fs";
import { execa } from "execa";

/** A shell and little else, made of this machine's own files: there is no registry to pull an image from. */
export const tinyImage = "dagster-multihost-test/tiny:1";

const programs = ["/bin/sh", "/bin/sleep", "/usr/bin/env"];

/** Puts the image on an engine, unless it is there. */
export async function importTinyImage(dockerHost: string): Promise<void> {
  const env = { DOCKER_HOST: dockerHost };
  const there = await execa("docker", ["image", "inspect", tinyImage], { env, reject: false });
  if (!there.failed) return;
  const libraries = await execa("ldd", programs);
  const files = [...programs, ...(libraries.stdout.match(/\/\S+(?=\s\(0x)/g) ?? [])].filter((file) =>
    existsSync(file),
  );
  const archive = execa("tar", ["--create", "--dereference", "--absolute-names", ...new Set(files)], {
    stdout: "pipe",
    encoding: "buffer",
    buffer: false,
  });
  await archive.pipe("docker", ["import", "--change", "ENV PATH=/bin:/usr/bin", "-", tinyImage], { env });
}
