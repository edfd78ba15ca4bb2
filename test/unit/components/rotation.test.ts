import fc from "fast-check";
import { expect, test } from "vitest";
import {
  describeRotation,
  planRotation,
  type Rotation,
} from "../../../components/certificateAuthority/rotation.ts";

test("a change of the CA takes three ups, and a fourth changes nothing", () => {
  const first = planRotation("1", undefined);
  const introduced = planRotation("2", first);
  const issued = planRotation("2", introduced);
  const dropped = planRotation("2", issued);
  expect([first, introduced, issued, dropped]).toEqual([
    { target: "1", signer: "1", trusted: ["1"] },
    { target: "2", signer: "1", trusted: ["1", "2"] },
    { target: "2", signer: "2", trusted: ["1", "2"] },
    { target: "2", signer: "2", trusted: ["2"] },
  ]);
  expect(planRotation("2", dropped)).toEqual(dropped);
  expect([first, introduced, issued, dropped].map((step) => describeRotation(step) !== undefined)).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test("a CA that has ended is not waited for", () => {
  const last = planRotation("1", undefined);
  expect(planRotation("2", last, () => false)).toEqual({ target: "2", signer: "2", trusted: ["1", "2"] });
});

/** What one server or one client has: the CA of its certificate, and the CAs it trusts. */
interface Place {
  issuer: string;
  trusted: string[];
}

const attempt = fc.record({
  target: fc.constantFrom("1", "2", "3"),
  /** The places that an `up` reaches, in its order; all of them when it is not interrupted. */
  reached: fc.shuffledSubarray([0, 1, 2, 3, 4]),
  completes: fc.boolean(),
});

test("whatever is interrupted and however the wish changes, everybody trusts everybody at every step", () => {
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 30 }), (attempts) => {
      let last: Rotation = planRotation("1", undefined);
      const places: Place[] = Array.from({ length: 5 }, () => ({ issuer: "1", trusted: ["1"] }));
      for (const { target, reached, completes } of attempts) {
        const plan = planRotation(target, last);
        expect(plan.trusted).toContain(plan.signer);
        const rest = [0, 1, 2, 3, 4].filter((index) => !reached.includes(index));
        for (const index of completes ? [...reached, ...rest] : reached) {
          places[index] = { issuer: plan.signer, trusted: plan.trusted };
          const all = places.every((one) => places.every(({ issuer }) => one.trusted.includes(issuer)));
          expect(all, JSON.stringify({ plan, places })).toBe(true);
        }
        if (completes) last = plan;
      }
    }),
    { numRuns: 1_000 },
  );
});

test("three completed ups reach any CA from anywhere, and trust nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("1", "2", "3"), { maxLength: 12 }), (wishes) => {
      let last = planRotation("1", undefined);
      for (const wish of wishes) last = planRotation(wish, last);
      for (let up = 0; up < 3; up++) last = planRotation("9", last);
      expect(last).toEqual({ target: "9", signer: "9", trusted: ["9"] });
    }),
  );
});
