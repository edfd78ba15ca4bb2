import { expect, test } from "vitest";
import { demoFleet } from "../../../lab/demo/fleet.ts";
import { table, type RunOutcome } from "../../../lab/demo/outcome.ts";
import { withProgress } from "../../../lab/demo/progress.ts";
import type { Lab } from "../../../lab/lab.ts";
import { fleetProblems } from "../../../stacks/fleet/rules.ts";
import { fleetSchema } from "../../../stacks/fleet/schema.ts";

const run: RunOutcome = {
  run_id: "11111111-2222",
  location: "etl_pipelines",
  job: "daily_etl",
  status: "SUCCESS",
  host: "host-b",
  container_id: "0123456789abcdef0123",
  launcher_type: "docker",
};

test("the table shows short container ids, and a dash for what there is not", () => {
  const lines = table([run, { ...run, location: "reporting", container_id: null, host: null }]).split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(
    /^etl_pipelines {2}daily_etl {2}SUCCESS {2}host-b {2}docker +0123456789ab {2}11111111-2222$/,
  );
  expect(lines[2]).toMatch(/^reporting {6}daily_etl {2}SUCCESS {2}- +docker +- {13}11111111-2222$/);
});

const lab: Lab = {
  network: { name: "lab", subnet: "10.77.1.0/24" },
  hosts: ["host-a", "host-b", "host-c", "host-d"].map((name, index) => ({
    name,
    address: `10.77.1.${index + 1}`,
    user: "deploy",
    port: 22,
    hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA",
    docker: name !== "host-d",
  })),
  privateKeyFile: "/key",
  registry: { url: "registry.lab.test:5000", username: "ci", passwordFile: "/password" },
  images: { controlPlane: "c", codeLocation: "l", postgres: "p" },
  dockerHost: "unix:///docker.sock",
};

test("the demo's fleet is a good one, with every kind of access, and its secrets are where they are said to be", () => {
  const { fleet, passwordPaths } = demoFleet(lab);
  expect(passwordPaths).toEqual([0, 1, 2].map((index) => `fleet.hosts[${index}].registry.password`));
  for (const { registry } of fleet.hosts) expect(registry?.password ?? "").toBe("");
  for (const { registry } of fleet.hosts) if (registry) registry.password = "filled in";
  const parsed = fleetSchema.parse(fleet);
  expect(fleetProblems(parsed)).toEqual([]);
  expect(parsed.hosts.map(({ access }) => access)).toEqual(["unix", "tls", "ssh", "none"]);
});

test("a failure of the engine is told in its own words, without its whole output", async () => {
  const failing = withProgress(
    "up",
    () => undefined,
    (onEvent) => {
      const urn =
        "urn:pulumi:demo::project::dagster-multihost:index:DockerHost$command:remote:Command::host-b-dockerd";
      const message = "<{%reset%}>DOCKERD_REJECTED_CONFIGURATION: host host-b<{%reset%}>\n";
      onEvent({
        sequence: 1,
        timestamp: 1,
        diagnosticEvent: { urn, message, severity: "error", color: "never" },
      });
      return Promise.reject(new Error("pages of output"));
    },
  );
  await expect(failing).rejects.toMatchObject({
    code: "PULUMI_FAILED",
    message:
      "pulumi up failed:\ncommand:remote:Command host-b-dockerd: DOCKERD_REJECTED_CONFIGURATION: host host-b",
  });
});
