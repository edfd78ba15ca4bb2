import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ContainerKwargs } from "../../../launcher/config/index.ts";
import type { FleetHost } from "../../../stacks/fleet/schema.ts";
import { runContainerKwargs, withGpus } from "../../../stacks/runContainerKwargs.ts";

const host = (fields: Partial<FleetHost>): FleetHost =>
  ({ containerKwargs: {}, volumes: [], ...fields }) as FleetHost;
const name = fc.stringMatching(/^[a-z]{1,6}$/);

test("a host without volumes and GPUs keeps its options as they are", () => {
  const containerKwargs = { mem_limit: "1g" };
  expect(runContainerKwargs(host({ containerKwargs }))).toBe(containerKwargs);
});

test("volumes take the form that is there: a list or a mapping", () => {
  const volumes = ["v:/a", "w:/b:ro"];
  expect(
    runContainerKwargs(host({ volumes, containerKwargs: { volumes: ["/etc/x:/x:ro"] } })).volumes,
  ).toEqual(["/etc/x:/x:ro", "v:/a:rw", "w:/b:ro"]);
  expect(
    runContainerKwargs(host({ volumes, containerKwargs: { volumes: { "/etc/x": { bind: "/x" } } } })).volumes,
  ).toEqual({
    v: { bind: "/a", mode: "rw" },
    w: { bind: "/b", mode: "ro" },
    "/etc/x": { bind: "/x" },
  });
});

test("nothing that the operator wrote is lost", () => {
  const requests = fc.array(fc.record({ count: fc.integer({ min: 1, max: 8 }) }), { maxLength: 3 });
  const listed = fc
    .uniqueArray(name, { maxLength: 4 })
    .map((names) => names.map((each) => `${each}:/${each}`));
  fc.assert(
    fc.property(
      listed,
      listed,
      requests,
      fc.constantFrom(undefined, "all" as const, 2),
      (theirs, ours, device_requests, gpus) => {
        const containerKwargs: ContainerKwargs = { mem_limit: "1g", volumes: theirs, device_requests };
        const merged = runContainerKwargs(host({ containerKwargs, volumes: ours, gpus }));
        expect(merged.mem_limit).toBe("1g");
        expect(merged.volumes).toEqual([...theirs, ...ours.map((each) => `${each}:rw`)]);
        expect(merged.device_requests?.slice(0, device_requests.length)).toEqual(device_requests);
        expect(merged.device_requests?.length).toBe(device_requests.length + (gpus === undefined ? 0 : 1));
      },
    ),
  );
});

test("all GPUs are asked for as `docker run --gpus all` asks", () => {
  expect(withGpus({}, "all")).toEqual({ device_requests: [{ count: -1, capabilities: [["gpu"]] }] });
});
