import { afterEach, expect, test } from "vitest";
import type { FirewallPort } from "../../../../components/hostFirewall/rules.ts";
import { FirewallServer } from "./server.ts";

const docker: FirewallPort = { port: 2376, from: ["10.0.1.1", "10.0.9.0/24"] };
const grpc: FirewallPort = { port: 4000, from: ["10.0.1.1"] };
const servers: FirewallServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.remove();
});

function newServer(files: Record<string, string> = {}): FirewallServer {
  const server = new FirewallServer();
  servers.push(server);
  for (const [name, text] of Object.entries(files)) server.write(name, text);
  return server;
}

const sshRule = "ufw allow 22/tcp\n";
const theirs = "ufw allow from 10.0.1.1 to 10.0.1.2 port 4000 proto tcp\n";

test.each([
  ["nftables alone", {}],
  ["ufw", { ufw: sshRule }],
  ["firewalld", { firewalld: 'rule service name="ssh" accept\n', "firewalld-now": "" }],
])(
  "%s: rules are in force at once and at every boot, and destroy leaves the server as it was",
  (_, files) => {
    const server = newServer(files);
    const before = server.files();
    expect(server.apply([docker, grpc])).toMatchObject({ code: 0, stderr: "" });
    expect(server.read("table")).toContain("tcp dport 2376 ip saddr != { 10.0.1.1, 10.0.9.0/24 } drop");
    expect(server.read("enabled")).toBeDefined();
    expect(server.destroy()).toMatchObject({ code: 0, stderr: "" });
    expect(server.files()).toBe(before);
    expect(server.destroy()).toMatchObject({ code: 0, stderr: "" });
  },
);

test("a second time changes nothing; a port that is no longer asked for is closed in ufw, others' rules stay", () => {
  const server = newServer({ ufw: sshRule + theirs });
  server.apply([docker, grpc]);
  const ours = server.read("ufw");
  expect(ours).toBe(
    `${sshRule}${theirs}ufw allow from 10.0.1.1 to 10.0.1.2 port 2376 proto tcp comment 'dagster-multihost'\n` +
      "ufw allow from 10.0.9.0/24 to 10.0.1.2 port 2376 proto tcp comment 'dagster-multihost'\n",
  );
  const files = server.files();
  expect(server.apply([docker, grpc])).toMatchObject({ code: 0 });
  expect(server.files()).toBe(files);
  server.apply([grpc]);
  expect(server.read("ufw")).toBe(sshRule + theirs);
  expect(server.read("table")).not.toContain("2376");
});

test("firewalld is opened for now and for the next boot", () => {
  const server = newServer({ firewalld: "", "firewalld-now": "" });
  server.apply([grpc]);
  const rule =
    'rule family="ipv4" source address="10.0.1.1" destination address="10.0.1.2" port port="4000" protocol="tcp" accept\n';
  expect([server.read("firewalld"), server.read("firewalld-now")]).toEqual([rule, rule]);
});

test("what is changed by hand is named, and put right again", () => {
  const server = newServer({ ufw: "" });
  expect(server.facts()).toMatchObject({ nft: true, revision: "", changed: [] });
  server.apply([docker]);
  const { revision } = server.facts();
  expect(server.facts()).toMatchObject({ changed: [] });
  expect(revision).toMatch(/^\d{4}-/);

  server.write("table", "table inet dagster_multihost { }");
  server.write("ufw", "");
  expect(server.facts().changed).toEqual(["nftables", "ufw"]);
  server.apply([docker]);
  expect(server.facts()).toMatchObject({
    changed: [],
    revision: expect.stringContaining("changed: nftables, ufw") as unknown,
  });
  expect(server.read("table")).toContain("dport 2376");

  server.write("firewalld", "");
  expect(server.facts().changed).toEqual(["firewalld"]);
});

test("rules that the kernel does not take: the server's own words, and nothing is left of a first attempt", () => {
  const server = newServer({ ufw: sshRule });
  const before = server.files();
  const { code, stderr } = server.apply([docker], { NFT_REFUSES: "yes" });
  expect(code).toBe(1);
  expect(stderr).toContain(
    "FIREWALL_REFUSED: host host-b: nft does not take the rules: Error: Could not process rule",
  );
  expect(server.files()).toBe(before);

  server.apply([docker]);
  const good = server.files();
  expect(server.apply([docker, grpc], { NFT_REFUSES: "yes" }).code).toBe(1);
  expect(server.files()).toBe(good);
});
