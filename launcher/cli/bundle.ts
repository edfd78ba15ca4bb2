import { dirname, join, resolve } from "node:path";
import { mkdir, readFile } from "node:fs/promises";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import { readPage } from "../page/files.ts";

/**
 * Bundles the launcher into one ES module that Node 24 runs with nothing beside it: no node_modules, no native addon.
 *
 * @param outFile Where the module is written, such as `dist/launcher.mjs`; its folder is made when missing.
 * @example
 * await bundleLauncher("dist/launcher.mjs"); // then: node dist/launcher.mjs serve
 */
export async function bundleLauncher(outFile: string): Promise<void> {
  await mkdir(dirname(outFile), { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, "main.ts")],
    outfile: resolve(outFile),
    // Names of modules in the bundle are relative to it, and must not depend on where the build is started.
    absWorkingDir: join(import.meta.dirname, "../.."),
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "eof",
    banner: { js: banner },
    plugins: [leaveOut, embed],
    logLevel: "error",
  });
}

/** CommonJS packages in the bundle call `require` and read `__dirname`, which an ES module does not have. */
const banner = `import { createRequire as __createRequire } from "node:module";
import { dirname as __pathDirname } from "node:path";
import { fileURLToPath as __fileURLToPath } from "node:url";
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __pathDirname(__filename);`;

/**
 * ssh2 does without its native addons when they cannot be loaded. dockerode's gRPC is for BuildKit sessions only, which
 * the launcher never opens, and would be most of the bundle.
 */
const leaveOut: Plugin = {
  name: "leave-out",
  setup(esbuild) {
    esbuild.onResolve(
      { filter: /sshcrypto\.node$|^cpu-features$|^\.\/(session|buildkit)$/ },
      ({ path, importer }) => {
        const common = /^\.\/(session|buildkit)$/.test(path);
        if (common && !importer.includes("dockerode")) return undefined;
        return { path, namespace: "left-out" };
      },
    );
    esbuild.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents: path.endsWith("sshcrypto.node") || path === "cpu-features" ? absent(path) : unavailable(path),
      loader: "js",
    }));
  },
};

/** Modules whose exports are the texts of Python programs and of the status page, read from files that do not lie beside the bundle. */
const embed: Plugin = {
  name: "embed",
  setup(esbuild) {
    for (const [module, programs] of Object.entries(pythonPrograms))
      esbuild.onLoad(
        { filter: new RegExp(`[\\\\/]${module.replace("/", "[\\\\/]")}$`) },
        async ({ path }) => ({
          contents: (await Promise.all(Object.entries(programs).map(textExport(dirname(path))))).join(""),
          loader: "js",
        }),
      );
    esbuild.onLoad({ filter: /[\\/]page[\\/]files\.ts$/ }, ({ path }) => ({
      contents: `export const files = ${JSON.stringify(readPage(join(dirname(path), "client")))};`,
      loader: "js",
    }));
  },
};

/** Which export of a module is the text of which file beside it. */
const pythonPrograms: Record<string, Record<string, string>> = {
  "warm/bootstrap.ts": { bootstrap: "bootstrap.py" },
  "python/programs.ts": { controlProgram: "control.py", containerProgram: "container.py" },
};

function textExport(folder: string): (entry: [name: string, file: string]) => Promise<string> {
  return async ([name, file]) =>
    `export const ${name} = ${JSON.stringify(await readFile(join(folder, file), "utf8"))};\n`;
}

function absent(path: string): string {
  return `throw new Error(${JSON.stringify(`${path} is not part of the bundle`)});`;
}

function unavailable(path: string): string {
  return `module.exports = () => { ${absent(path)} };`;
}
