import { expect, test } from "vitest";
import { comparedOptions } from "../../../stacks/comparedOptions.ts";

const docker = (daemonOptions: Record<string, never> | object) => ({
  install: false,
  daemonOptions: daemonOptions as Record<string, string>,
});

test.each([
  ["tls", {}, { "live-restore": true, tlsverify: true }],
  ["tls", { "live-restore": false }, { "live-restore": false, tlsverify: true }],
  ["ssh", { "log-driver": "local" }, { "live-restore": true, "log-driver": "local" }],
  // A dockerd that nothing is wanted of is not touched.
  ["ssh", {}, null],
  ["unix", {}, null],
] as const)("of a host with access %s and options %j %j is compared", (access, options, compared) => {
  expect(comparedOptions({ access, docker: docker(options) })).toEqual(compared);
});

test("what dockerd tells in other words is not compared", () => {
  const options = { "data-root": "/data/", "insecure-registries": ["r:5000", "http://s:5000", "10.0.0.7/8"] };
  expect(comparedOptions({ access: "ssh", docker: docker(options) })).toEqual({
    ...{ "live-restore": true, "data-root": "/data", "insecure-registries": ["r:5000"] },
  });
  const mapped = { "userns-remap": "default", "data-root": "/data" };
  expect(comparedOptions({ access: "ssh", docker: docker(mapped) })).toEqual({ "live-restore": true });
});

test("what may hold a password is not told", () => {
  const options = {
    proxies: { "http-proxy": "http://me:s3cret@proxy" },
    "registry-mirrors": ["https://me:s3cret@m"],
  };
  expect(comparedOptions({ access: "ssh", docker: docker(options) })).toEqual({ "live-restore": true });
});
