import { expect, test } from "vitest";
import { registryAuth } from "../../../../launcher/docker/registryAuth.ts";

const registry = { url: "https://registry.lab.test:5000/v2/", username: "ci", password: "p" };

test("gives the credentials to their own registry only", () => {
  expect(registryAuth(registry, "registry.lab.test:5000")).toMatchObject({ username: "ci", password: "p" });
  expect(registryAuth(registry, "registry.lab.test")).toBeUndefined();
  expect(registryAuth(registry, "docker.io")).toBeUndefined();
  expect(registryAuth(undefined, "registry.lab.test:5000")).toBeUndefined();
});

test("knows Docker Hub by its old name", () => {
  expect(registryAuth({ ...registry, url: "https://index.docker.io/v1/" }, "docker.io")).toBeDefined();
});
