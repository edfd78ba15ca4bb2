import { describe, expect, it } from "vitest";
import { administratorPath } from "../../../scripts/packages.ts";
import { blockScript } from "../../../lab/faults.ts";
import { hostNamed } from "../../../lab/hosts.ts";
import { splitReference } from "../../../lab/push.ts";
import { rootCommand } from "../../../scripts/root.ts";

describe("hostNamed", () => {
  it("names the hosts that there are when asked for another", () => {
    expect(() => hostNamed("host-x")).toThrow(
      "The lab has no host host-x. Its hosts: host-a, host-b, host-c, host-d.",
    );
  });
});

describe("splitReference", () => {
  it("takes repository and tag apart", () => {
    expect(splitReference("dagster-multihost/postgres:1a")).toEqual(["dagster-multihost/postgres", "1a"]);
  });

  it.each(["postgres", "registry:5000/postgres:1"])("refuses %s", (image) => {
    expect(() => splitReference(image)).toThrow("Not a name and a tag");
  });
});

describe("rootCommand", () => {
  it("uses sudo for everybody but root, and never waits for a password", () => {
    expect(rootCommand("rm", ["x"], 0)).toEqual(["rm", "x"]);
    expect(rootCommand("rm", ["x"], 1000)).toEqual(["sudo", "-n", "rm", "x"]);
  });
});

describe("administratorPath", () => {
  it("adds the folders of daemons behind what is there, once", () => {
    expect(administratorPath("/bin:/usr/sbin")).toBe("/bin:/usr/sbin:/usr/local/sbin:/sbin");
  });
});

describe("blockScript", () => {
  it("blocks the dialled port for the host and for its containers", () => {
    const script = blockScript(2376, ["DROP"]);
    expect(script).toContain("--ctorigdstport 2376 -j DROP");
    expect(script).toContain("-I INPUT");
    expect(script).toContain("-I FORWARD");
  });
});
