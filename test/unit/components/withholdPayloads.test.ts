import { expect, test } from "vitest";
import { withoutPayload } from "../../../components/withholdPayloads.ts";

test.each([
  [
    "RegisterResource RPC finished: resource:a[b]; err: null, resp: urn:x,password,SECRET",
    "resource:a[b]; err: null, resp: [withheld]",
  ],
  ["RegisterResourceOutputs RPC prepared: urn=x, outputs={\n SECRET }", "urn=x, outputs=[withheld]"],
  ["Serialize property [x]: primitive=SECRET", "[x]: primitive=[withheld]"],
])("%s", (message, rest) => {
  expect(withoutPayload(message)).toContain(rest);
  expect(withoutPayload(message)).not.toContain("SECRET");
});

test("other messages stay as they are", () => {
  expect(withoutPayload("Registering resource: t=a, name=b")).toBe("Registering resource: t=a, name=b");
});
