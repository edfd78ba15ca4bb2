import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { certificateState } from "../../../../../launcher/cli/certificates/certificate.ts";

const day = 86_400_000;

describe("the state of a certificate", () => {
  test.each([
    [365, 1, "valid"],
    [365, 244, "due"],
    [365, 334, "due"],
    [365, 336, "near_end"],
    [365, 365, "expired"],
    [365, -1, "not_yet_valid"],
    // A short one is not near its end from the day that it was made.
    [12, 1, "valid"],
    [12, 9, "due"],
    [12, 10.5, "near_end"],
    [3650, 2500, "due"],
    [3650, 3625, "near_end"],
  ])("of %i days, after %d days, is %s", (life, age, state) => {
    expect(certificateState(0, life * day, age * day)).toBe(state);
  });

  test("only ever goes on: valid, due, near_end, expired", () => {
    const order = ["not_yet_valid", "valid", "due", "near_end", "expired"];
    const moments = fc.tuple(fc.integer({ min: -10, max: 8000 }), fc.integer({ min: 0, max: 1000 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7000 }), moments, (life, [age, more]) => {
        const at = (days: number): number => order.indexOf(certificateState(0, life * day, days * day));
        expect(at(age + more)).toBeGreaterThanOrEqual(at(age));
      }),
    );
  });
});
