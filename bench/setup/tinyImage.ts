import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { dockerMaybe } from "../../lab/docker/engine.ts";
import type { DockerEngine } from "../../lab/docker/engine.ts";
import { contentHash } from "../../scripts/cache.ts";

const programs = ["/bin/sh", "/bin/sleep"];

/** Stands in for Dagster's run worker, so that only the launch is measured and not Python's imports beside it. */
const standIn = "#!/bin/sh\nexec sleep 3600\n";

/**
 * Makes an image whose `dagster` only sleeps, of this machine's own files.
 *
 * @returns Its reference.
 */
export async function tinyImage(engine: DockerEngine): Promise<string> {
  const image = `dagster-multihost-bench/tiny:${contentHash([], standIn)}`;
  if ((await dockerMaybe(engine, ["image", "inspect", image])) !== undefined) return image;
  const { stdout: libraries } = await execa("ldd", programs);
  const found = [...programs, ...(libraries.match(/\/\S+(?=\s\(0x)/g) ?? [])];
  const directory = mkdtempSync(join(tmpdir(), "multihost-bench-"));
  try {
    const program = join(directory, "bin/dagster");
    mkdirSync(join(directory, "bin"));
    writeFileSync(program, standIn);
    chmodSync(program, 0o755);
    const files = [...new Set(found)].filter((file) => existsSync(file));
    const arguments_ = [
      "--create",
      "--dereference",
      "--absolute-names",
      ...files,
      "-C",
      directory,
      "bin/dagster",
    ];
    const archive = execa("tar", arguments_, { encoding: "buffer", buffer: false });
    const import_ = ["import", "--change", "ENV PATH=/bin:/usr/bin", "-", image];
    await archive.pipe("docker", import_, { env: engine.environment });
  } finally {
    rmSync(directory, { recursive: true });
  }
  return image;
}
