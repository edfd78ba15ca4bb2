import { expect, test } from "vitest";
import {
  LauncherConfigError,
  parseDockerUrl,
  parseLauncherConfig,
} from "../../../../launcher/config/index.ts";
import { hostsOf } from "../../../../launcher/routing/hostsOf.ts";
import { parseImage } from "../../../../launcher/runs/image.ts";

const host = (host_name: string) => ({
  host_name,
  docker_url: `ssh://deploy@${host_name}`,
  location_names: ["etl_pipelines"],
});

test("my-registry:5000/app: accepted, with its registry", () => {
  expect(parseImage("my-registry:5000/app")).toEqual({
    name: "my-registry:5000/app:latest",
    domain: "my-registry:5000",
  });
});

test.each(["db", "cafe"])("a host named like hexadecimal digits is a name and no IP: %s", (name) => {
  expect(parseDockerUrl(`tcp://${name}:2376`)).toMatchObject({ kind: "tcp", host: name, port: 2376 });
  expect(parseImage(`${name}:5000/app:1`)).toEqual({ name: `${name}:5000/app:1`, domain: `${name}:5000` });
});

test("location listed twice: a pool of both hosts", () => {
  const config = parseLauncherConfig({ docker_hosts: [host("host-b"), host("host-c")] });
  expect(hostsOf(config, "etl_pipelines").map(({ host_name }) => host_name)).toEqual(["host-b", "host-c"]);
});

test("host_name listed twice: an error that names it", () => {
  const twice = () => parseLauncherConfig({ docker_hosts: [host("host-b"), host("host-b")] });
  expect(twice).toThrow(LauncherConfigError);
  expect(twice).toThrow(/docker_hosts\[1\]\.host_name.*host-b/s);
});
