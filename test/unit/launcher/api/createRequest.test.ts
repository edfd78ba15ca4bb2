import { expect, test } from "vitest";
import { createRequest } from "../../../../launcher/api/createRequest.ts";
import { createBody } from "../../../../launcher/api/schemas/runs.ts";

const body = { job_name: "j", location_name: "l", image: "app:1", command: ["dagster"] };
const plain = {
  ...{ runId: "r", attempt: 0, jobName: "j", locationName: "l", image: "app:1", command: ["dagster"] },
  ...{ env: {}, tags: {} },
};

test("a create request gets its defaults", () => {
  expect(createRequest("r", createBody.parse(body))).toEqual(plain);
});

test("null counts as not given", () => {
  const nothing = { container_context: null, instance_id: null, pinned_host: null, grpc_port: null };
  expect(createRequest("r", createBody.parse({ ...body, ...nothing }))).toEqual(plain);
});

test("what is given is passed on as it is", () => {
  const given = {
    ...{ tags: { "multihost/memory": "2g" }, container_context: { networks: ["n"] }, instance_id: "i" },
    ...{ pinned_host: "b", grpc_port: 4000, attempt: 2 },
  };
  expect(createRequest("r", createBody.parse({ ...body, ...given }))).toEqual({
    ...{ ...plain, attempt: 2, tags: given.tags, containerContext: { networks: ["n"] }, instanceId: "i" },
    ...{ pinnedHost: "b", grpcPort: 4000 },
  });
});
