import * as pulumi from "@pulumi/pulumi";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { Observer } from "../../../components/dockerHost/observe.ts";
import { deploy } from "../../../stacks/deploy.ts";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import type { HostStatus } from "../../../stacks/outputs.ts";
import { containerInputs, filesOf, observer, plain, recordResources, type Declared } from "./mocks.ts";
import { sampleFleet } from "./sampleFleet.ts";

const asked: string[] = [];
const asking: Observer = {
  ...observer,
  versionOverTls: ({ name }) => Promise.resolve(asked.push(name) ? "28.5.1" : ""),
  versionOverSsh: ({ name }) => Promise.resolve(asked.push(name) ? "20.10.24" : ""),
};

let declared: Declared[];
const secrets = ["THE-PRIVATE-KEY", "THE-REGISTRY-PASSWORD", "THE-TOKEN", "PEM"];
let outputs: Record<string, unknown>;

beforeAll(async () => {
  declared = await recordResources();
  const fleet = sampleFleet();
  Object.assign(fleet.controlPlane, { computeLogs: "postgres", runContainerKwargsAllowed: ["mem_limit"] });
  const result = deploy(loadFleet(fleet), asking);
  outputs = Object.fromEntries(
    await Promise.all(
      Object.entries(result).map(async ([name, value]) => [name, await plainOutput(name, value)] as const),
    ),
  );
});

/** The plain value of an output, which must not be a secret. */
async function plainOutput(name: string, value: unknown): Promise<unknown> {
  const output = pulumi.output(value) as pulumi.Output<unknown>;
  expect(await pulumi.isSecret(output), `${name} is a secret`).toBe(false);
  return await plain(output);
}

const ofType = (type: string): Declared[] => declared.filter((resource) => resource.type === type);
const container = (name: string): Record<string, unknown> => containerInputs(declared, name);

test("every component has its type token", () => {
  const tokens = new Set(
    declared.map(({ type }) => type).filter((type) => type.startsWith("dagster-multihost:")),
  );
  expect([...tokens].sort()).toEqual(
    [
      "CertificateAuthority",
      "CodeLocation",
      "CodeLocationProcess",
      "ControlPlane",
      "DagsterNetwork",
      "DockerHost",
      "HostDirectory",
      "LauncherConfig",
      "Postgres",
    ].map((name) => `dagster-multihost:index:${name}`),
  );
});

test("the outputs say what there is", () => {
  expect((outputs["hosts"] as HostStatus[])[1]).toEqual({
    name: "host-b",
    url: "tcp://10.0.1.2:2376",
    access: "tls",
    dockerVersion: "28.5.1",
    certificateExpiry: "2027-01-01T00:00:00Z",
    certificateDaysLeft: Math.floor((Date.parse("2027-01-01T00:00:00Z") - Date.now()) / 86_400_000),
    certificateRenewsAfter: expect.stringMatching(/^20\d\d-\d\d-\d\dT/) as unknown,
    daemonOptions: { "live-restore": true, tlsverify: true },
  });
  expect((outputs["hosts"] as HostStatus[]).map(({ url }) => url)).toEqual([
    "unix:///var/run/docker.sock",
    "tcp://10.0.1.2:2376",
    "ssh://deploy@10.0.1.3:22",
    "ssh://10.0.1.4",
  ]);
  expect(outputs["locations"]).toContainEqual({
    name: "etl_pipelines",
    hosts: ["host-b"],
    grpcAddress: "10.0.1.2:4000",
    image: "pinned@sha256:1",
  });
  expect(outputs["webserver"]).toBe("http://10.0.1.1:3000");
});

test("no output holds a secret", () => {
  const text = JSON.stringify(outputs);
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test("a pool is a location under each of its hosts", () => {
  const config = outputs["launcherConfig"] as {
    docker_hosts: { host_name: string; location_names: string[] }[];
  };
  expect(config.docker_hosts.map((host) => [host.host_name, host.location_names])).toEqual([
    ["host-b", ["etl_pipelines", "analytics"]],
    ["host-c", ["analytics"]],
  ]);
});

test("the status page links to the web interface at its own address", () => {
  expect(outputs["launcherConfig"]).toMatchObject({
    status_listen: "0.0.0.0:3001",
    webserver_url: outputs["webserver"],
    status_url: outputs["launcher"],
  });
});

test("ports are published on the host's address alone", () => {
  for (const { inputs } of declared.filter(({ type }) => type.endsWith(":Container"))) {
    const { ports = [] } = inputs as { ports?: { ip: string }[] };
    for (const { ip } of ports) expect(ip).toMatch(/^10\.0\.1\.\d$/);
  }
});

test("the launcher's credentials are mounted in the launcher alone", () => {
  const mounts = (name: string): string => JSON.stringify(container(name)["volumes"] ?? []);
  expect(mounts("launcher")).toContain("/etc/dagster-multihost/launcher");
  for (const name of ["webserver", "daemon", "admin", "etl_pipelines"]) {
    expect(mounts(name)).not.toContain("/etc/dagster-multihost/launcher");
  }
});

test("a code server knows the image of its runs, pinned, and the values of its variables", () => {
  const envs = JSON.stringify(container("etl_pipelines")["envs"]);
  expect(envs).toContain("DAGSTER_CURRENT_IMAGE=pinned@sha256:1");
  expect(envs).toContain("TOKEN=THE-TOKEN");
});

test("secrets show in no command, label or name", () => {
  for (const { type, name, inputs } of declared) {
    const { create, delete: remove, labels, command } = inputs as Record<string, unknown>;
    const visible = JSON.stringify([type, name, create, remove, labels, command]);
    for (const secret of secrets) expect(visible).not.toContain(secret);
  }
});

test("what travels to a server is a secret", () => {
  for (const { inputs } of ofType("command:remote:Command")) {
    const { create, stdin } = inputs as { create?: string; stdin: Record<string, unknown> };
    // What is only taken away needs nothing to be made.
    expect(create ?? "sh -s create").toMatch(/^(sudo -n )?sh -s create( # r1)?$/);
    // How the engine marks a secret: pulumi/pulumi, sdk/go/common/resource/sig.
    expect(stdin["4dabf18193072939515e22adb298388d"]).toBe("1b47061264138c4ac30d75fd1eb44270");
  }
});

test("the fleet's switches reach dagster.yaml", () => {
  expect(parse(filesOf(declared, "control-plane-home")["dagster.yaml"] ?? "")).toMatchObject({
    compute_logs: { class: "PostgresComputeLogManager" },
    run_launcher: { config: { run_container_kwargs_allowed: ["mem_limit"] } },
  });
});

test("no Docker host is declared to be ready unasked", () => {
  expect(asked.sort()).toEqual(["host-a", "host-b", "host-c"]);
});
