import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daemonArguments } from "../../../lab/docker/daemon.ts";
import { daemonFiles, socketPath } from "../../../lab/docker/files.ts";

describe("socketPath", () => {
  it("lies in the folder when it fits", () => {
    expect(socketPath("/home/ann/.cache/docker", "/tmp")).toBe("/home/ann/.cache/docker/docker.sock");
  });

  it("never exceeds what Linux takes, and differs from folder to folder", () => {
    const folder = fc
      .string({ minLength: 1, maxLength: 300 })
      .map((text) => `/${text.replaceAll(/[/\0]/g, "-")}`);
    fc.assert(
      fc.property(folder, folder, (one, other) => {
        expect(Buffer.byteLength(socketPath(one, "/tmp"))).toBeLessThanOrEqual(107);
        if (one !== other && one !== "/." && other !== "/.")
          expect(socketPath(one, "/tmp")).not.toBe(socketPath(other, "/tmp"));
      }),
    );
  });
});

describe("daemonArguments", () => {
  it("keeps everything of the daemon in its own folder", () => {
    const text = daemonArguments(daemonFiles("/c"), 1000).join(" ");
    for (const option of [
      "--host unix:///c/docker.sock",
      "--pidfile /c/dockerd.pid",
      "--data-root /c/data",
      "--exec-root /c/run",
      "--group 1000",
    ])
      expect(text).toContain(option);
  });

  it("takes no address of the lab's", () => {
    expect(daemonArguments(daemonFiles("/c"), 0).join(" ")).not.toContain("10.77.");
  });
});
