import { afterEach, expect, test } from "vitest";
import { Distribution } from "./distribution.ts";

const fedora =
  'NAME="Fedora Linux"\nID=fedora\nVERSION_ID=42\nPRETTY_NAME="Fedora Linux 42 (Server Edition)"\n';
const amazon =
  'NAME="Amazon Linux"\nID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"\nPRETTY_NAME="Amazon Linux 2023"\n';
const rocky =
  'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\nPRETTY_NAME="Rocky Linux 9.4 (Blue Onyx)"\n';
const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';

const made: Distribution[] = [];
afterEach(() => {
  for (const each of made.splice(0)) each.remove();
});

function distribution(...args: ConstructorParameters<typeof Distribution>): Distribution {
  const server = new Distribution(...args);
  made.push(server);
  return server;
}

test.each([
  ["Fedora", fedora, { dnf: ["moby-engine"] }, true],
  ["Amazon Linux 2023", amazon, { dnf: ["docker"] }, true],
  ["Amazon Linux 2, which has no dnf", amazon, { yum: ["docker"] }, false],
  ["Rocky Linux, where `docker` is Podman", rocky, { dnf: ["docker"] }, false],
  ["Debian", debian, { "apt-get": ["docker.io"] }, true],
])(
  "%s: whether Docker Engine can be installed is known before anything is changed",
  (_, osRelease, packages, can) => {
    expect(distribution(osRelease, packages).installable()).toBe(can);
  },
);

test("Fedora gets moby-engine, is enabled for the next boot, and lets the user in", () => {
  const { code, stdout, calls } = distribution(fedora, { dnf: ["moby-engine"] }).install();
  expect(code).toBe(0);
  expect(calls).toEqual([
    "dnf install -y moby-engine",
    "systemctl enable --now docker.service",
    "usermod --append --groups docker deploy",
  ]);
  expect(stdout).toContain("Docker Engine 28.5.1 is installed");
});

test("Amazon Linux has no moby-engine, and gets docker", () => {
  const { code, calls } = distribution(amazon, { dnf: ["docker"] }).install();
  expect(code).toBe(0);
  expect(calls.slice(0, 2)).toEqual(["dnf install -y moby-engine", "dnf install -y docker"]);
});

test("Debian gets docker.io", () => {
  const { calls } = distribution(debian, { "apt-get": ["docker.io"] }).install();
  expect(calls[0]).toBe("apt-get update -q");
  expect(calls).toContain("apt-get install -y -q --no-install-recommends docker.io");
});

test("when dnf has neither, the error names the host and ends with what dnf said", () => {
  const { code, stderr } = distribution(fedora, { dnf: [] }).install();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^DOCKER_INSTALL_FAILED: host host-b: dnf finds neither moby-engine nor docker\./);
  expect(stderr).toContain("Unable to find a match: docker");
});

test("a second time nothing is installed", () => {
  const server = distribution(fedora, { dnf: ["moby-engine"] });
  const before = server.install().calls.length;
  expect(server.install().calls.slice(before)).toEqual(["usermod --append --groups docker deploy"]);
});
