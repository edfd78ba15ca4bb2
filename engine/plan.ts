import type { PluginName, Versions } from "./versions.ts";

/** One program to build with `go build`. */
export interface Binary {
  name: string;
  /** The folder of its Go module, relative to engine/. */
  module: string;
  /** The Go package to build. */
  package: string;
  /** Where it goes, relative to the engine's root. */
  output: string;
  /** The Go variable that the linker sets to the version. */
  variable: string;
  version: string;
  /** Set for a resource plugin, which `pulumi plugin install` takes from `output`. */
  plugin?: { name: PluginName; version: string };
}

const cliVersion = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** What is built, in this order. */
export function buildPlan(versions: Versions): Binary[] {
  return [
    {
      name: "pulumi",
      module: "core",
      package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      output: "bin/pulumi",
      variable: cliVersion,
      version: `v${versions.pulumi}`,
    },
    {
      name: "pulumi-language-nodejs",
      module: "lang",
      package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
      output: "bin/pulumi-language-nodejs",
      variable: cliVersion,
      version: `v${versions.languageHost}`,
    },
    ...(["tls", "docker", "command"] as const).map((name) => plugin(name, versions.plugins[name])),
  ];
}

/** The arguments of `go` that build the binary into the folder `root`. */
export function goArguments(binary: Binary, root: string): string[] {
  // no_compose leaves Docker Compose out of the docker plugin: the program does not use it.
  const flags = ["-tags", "no_compose", "-trimpath", "-buildvcs=false"];
  const linker = `-s -w -X ${binary.variable}=${binary.version}`;
  return ["build", ...flags, "-ldflags", linker, "-o", `${root}/${binary.output}`, binary.package];
}

function plugin(name: PluginName, version: string): Binary {
  const file = `pulumi-resource-${name}`;
  const variable = "main.Version";
  return {
    name: file,
    module: name,
    package: ".",
    output: `plugins/${file}`,
    variable,
    version,
    plugin: { name, version },
  };
}
