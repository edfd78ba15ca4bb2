import { expect, test } from "vitest";
import { createRequest } from "../../../../launcher/api/createRequest.ts";

const body = { job_name: "j", location_name: "l", image: "app:1", command: ["dagster"] };

test("a create request gets its defaults", () => {
  expect(createRequest({ run_id: "r" }, { ...body, container_context: null, instance_id: null })).toEqual({
    ...{ runId: "r", attempt: 0, jobName: "j", locationName: "l", image: "app:1", command: ["dagster"] },
    ...{ env: {}, tags: {} },
  });
});

test("tags and container context are passed on as they are", () => {
  const given = { tags: { "multihost/memory": "2g" }, container_context: { networks: ["n"] } };
  expect(createRequest({ run_id: "r" }, { ...body, ...given })).toMatchObject({
    tags: given.tags,
    containerContext: { networks: ["n"] },
  });
});

test("each wrong field is named", () => {
  const wrong = { ...body, tags: { a: 1 }, container_context: "x", image: undefined };
  expect(() => createRequest({ run_id: "r" }, wrong)).toThrow(/image: .*tags\.a: .*container_context: /s);
});
