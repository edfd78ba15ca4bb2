import { expect, test } from "vitest";
import { howToUse } from "../../../engine/go.ts";

test.each([
  ["go version go1.26.8 linux/amd64", "as it is"],
  ["go version go1.26 linux/amd64", "as it is"],
  ["go version go2.0.1 linux/arm64", "as it is"],
  ["go version go1.21.0 linux/amd64", "upgrade"],
  ["go version go1.25.9 linux/amd64", "upgrade"],
  ["go version go1.19.8 linux/amd64", "unusable"],
  ["", "unusable"],
  ["command not found", "unusable"],
])("%j with 1.26.0 wanted: %s", (printed, use) => expect(howToUse(printed, "1.26.0")).toBe(use));
