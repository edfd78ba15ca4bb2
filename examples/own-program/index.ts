/** Two servers, put together by hand: as many locations as there are teams, each with a network and limits of its own. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
  adminAddress,
  CertificateAuthority,
  CodeLocation,
  ControlPlane,
  DagsterNetwork,
  DockerHost,
  LauncherConfig,
  Postgres,
  postgresEnv,
  type SshConnection,
} from "dagster-multihost/components";

const config = new pulumi.Config();
const teams = config.requireObject<{ name: string; image: string; memory: string }[]>("teams");

const ca = new CertificateAuthority("ca");
const client = ca.issueClient("provisioning");
const hostA = new DockerHost("host-a", { ssh: ssh("host-a", "192.0.2.1"), access: "unix" });
const hostB = new DockerHost("host-b", { ssh: ssh("host-b", "192.0.2.2"), access: "tls", ca, client });

const network = new DagsterNetwork("control-plane", {
  host: hostA,
  ssh: ssh("host-a", "192.0.2.1"),
  networkName: "dagster_control_plane",
});
const postgres = new Postgres("postgres", {
  host: hostA,
  ssh: ssh("host-a", "192.0.2.1"),
  networkName: network.networkName,
  image: "postgres:16",
});

const locations = teams.map(({ name, image, memory }, index) => {
  const own = new DagsterNetwork(name, {
    host: hostB,
    ssh: ssh("host-b", "192.0.2.2"),
    networkName: `team_${name}`,
  });
  return new CodeLocation(name, {
    locationName: name,
    hosts: [hostB],
    address: "192.0.2.2",
    networkName: own.networkName,
    image,
    definitions: { module: name },
    port: 4000 + index,
    env: postgresEnv(postgres),
    containerContext: { networks: [`team_${name}`], containerKwargs: { mem_limit: memory } },
    service: { memory: "1g" },
  });
});

const plane = new ControlPlane("control-plane", {
  host: hostA,
  ssh: ssh("host-a", "192.0.2.1"),
  network,
  image: config.require("controlPlaneImage"),
  postgres,
  config: new LauncherConfig("launcher", {
    hosts: [
      {
        name: "host-b",
        dockerUrl: hostB.dockerUrl,
        access: hostB.access,
        locationNames: teams.map(({ name }) => name),
        networks: [],
        envVars: [],
        containerKwargs: {},
      },
    ],
    locations: [...locations, { locationName: "admin", grpcAddress: adminAddress }],
  }),
  credentials: { client: ca.issueClient("launcher"), ssh: [] },
  before: locations,
});

export const webserver = plane.webserverUrl;

function ssh(name: string, address: string): SshConnection {
  const privateKeyFile = join(homedir(), ".ssh/id_ed25519");
  return {
    name,
    address,
    port: 22,
    user: "deploy",
    privateKey: pulumi.secret(readFileSync(privateKeyFile, "utf8")),
    privateKeyFile,
    hostKey: config.require(`${name}HostKey`),
  };
}
