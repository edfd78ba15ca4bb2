import { describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet } from "../fleet.ts";

const registry = { url: "registry.lab.test:5000", username: "ci", password: "hunter2" };
const image = "registry.lab.test:5000/team/app:2";

describe("pull", () => {
  test("happens when the image is missing, with the registry's credentials, and is announced", async () => {
    const { create, host, events } = fleet({}, { registry });
    await create({ image });
    expect(host("b").pulls).toMatchObject([{ image, auth: { username: "ci", password: "hunter2" } }]);
    expect(events.map(({ message }) => message)).toContain(`Image '${image}' not found on 'b', pulling...`);
  });

  test("does not happen when the image is there, even when the registry is down", async () => {
    const { create, host } = fleet();
    host("b").failures = { pull: new EngineError(500, "connection refused") };
    await create();
    expect(host("b").pulls).toEqual([]);
  });

  test("gives no credentials to another registry", async () => {
    const { create, host } = fleet({}, { registry });
    await create({ image: "other.test/app:2" });
    expect(host("b").pulls).toEqual([{ image: "other.test/app:2", auth: undefined }]);
  });

  test("is made once for many runs that want the same image", async () => {
    const { create, host } = fleet();
    await Promise.all(["run-1", "run-2", "run-3"].map((runId) => create({ runId, image })));
    expect(host("b").pulls).toHaveLength(1);
    expect(host("b").containers.size).toBe(3);
  });

  test("is made for every launch with pull_policy always, for none with never", async () => {
    const always = fleet({ pull_policy: "always" });
    await always.create();
    expect(always.host("b").pulls).toHaveLength(1);
    const never = fleet({ pull_policy: "never" });
    await expect(never.create({ image })).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
    expect(never.host("b").pulls).toEqual([]);
  });

  test.each([
    ["manifest for x not found: manifest unknown", "IMAGE_NOT_FOUND", false],
    ["Get https://…/v2/: no basic auth credentials", "REGISTRY_AUTH_FAILED", false],
    ["Get https://…/v2/: dial tcp 10.0.0.9:5000: connect: connection refused", "IMAGE_PULL_FAILED", true],
  ])("explains '%s'", async (text, code, retryable) => {
    const { create, host } = fleet({}, { registry });
    host("b").failures = { pull: new EngineError(500, text) };
    const failure = await create({ image }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, retryable });
    expect(String(failure)).toContain("host 'b'");
    expect(String(failure)).toContain(image);
    expect(String(failure)).not.toContain("hunter2");
  });
});
