import { expect, test } from "vitest";
import { daemonOptions } from "../../../../launcher/docker/daemonOptions.ts";

test("reads the options that an engine tells of, and leaves out what it does not", () => {
  const info = {
    ...{ LiveRestoreEnabled: false, LoggingDriver: "local", Driver: "overlay2", DefaultRuntime: "runc" },
    ...{ DockerRootDir: "/var/lib/docker", ExperimentalBuild: false, Debug: true },
    Warnings: ["WARNING: API is accessible on http://0.0.0.0:2375 without encryption."],
    RegistryConfig: {
      InsecureRegistryCIDRs: ["127.0.0.0/8"],
      IndexConfigs: { "docker.io": { Secure: true }, "r:5000": { Secure: false } },
    },
    HttpProxy: "http://user:s3cret@proxy",
  };
  expect(daemonOptions(info)).toEqual({
    ...{ "live-restore": false, "log-driver": "local", "storage-driver": "overlay2" },
    ...{ "default-runtime": "runc", "data-root": "/var/lib/docker", experimental: false, debug: true },
    ...{ "insecure-registries": ["127.0.0.0/8", "r:5000"], tlsverify: false },
  });
  expect(daemonOptions({ LiveRestoreEnabled: true, Warnings: null })).toEqual({ "live-restore": true });
});

test("a port with TLS that asks for no client certificate is open", () => {
  const warning = "WARNING: API is accessible on https://0.0.0.0:2376 without TLS client verification.";
  expect(daemonOptions({ Warnings: [warning] })).toEqual({ tlsverify: false });
  expect(daemonOptions({ Warnings: ["WARNING: No swap limit support"] })).toEqual({});
});

test("an answer of something else is none", () => {
  expect(() => daemonOptions({ LiveRestoreEnabled: "yes" })).toThrow("LiveRestoreEnabled");
});
