import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseImage } from "../../../../launcher/runs/image.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("parseImage", () => {
  test.each([
    ["busybox", "busybox:latest", "docker.io"],
    ["team/app:1.2", "team/app:1.2", "docker.io"],
    ["my-registry:5000/app", "my-registry:5000/app:latest", "my-registry:5000"],
    ["registry.lab.test:5000/a/b:tag", "registry.lab.test:5000/a/b:tag", "registry.lab.test:5000"],
    ["localhost/app", "localhost/app:latest", "localhost"],
    ["[fd00::1]:5000/app:x", "[fd00::1]:5000/app:x", "[fd00::1]:5000"],
    [`db@${digest}`, `db@${digest}`, "docker.io"],
    [`x.io/db:1@${digest}`, `x.io/db:1@${digest}`, "x.io"],
    ["a__b/c--d/e.f", "a__b/c--d/e.f:latest", "docker.io"],
  ])("reads %s", (reference, name, domain) => {
    expect(parseImage(reference)).toEqual({ name, domain });
  });

  test.each([
    "",
    "App",
    "a b",
    "a:",
    "a/",
    "/a",
    "-a",
    "a:tag:tag",
    "http://a/b",
    "a@sha256:12",
    "a;rm -rf",
    "a".repeat(600),
  ])("refuses '%s'", (reference) => {
    expect(parseImage(reference)).toBeUndefined();
  });

  test("takes every reference that is put together by the grammar, and always names a tag or digest", () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,4})?$/);
    const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/);
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 3 }), fc.option(tag), (path, version) => {
        const reference = `registry.example:5000/${path.join("/")}${version === null ? "" : `:${version}`}`;
        expect(parseImage(reference)).toEqual({
          name: version === null ? `${reference}:latest` : reference,
          domain: "registry.example:5000",
        });
      }),
    );
  });
});
