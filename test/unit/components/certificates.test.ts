import fc from "fast-check";
import { expect, test } from "vitest";
import { authorityLabel, parseLabel } from "../../../components/certificateAuthority/label.ts";
import { lifetime } from "../../../components/certificateAuthority/lifetime.ts";
import { renewalWindow } from "../../../components/certificateAuthority/renewalWindow.ts";
import { subjectAltNames } from "../../../components/certificateAuthority/subjectAltNames.ts";

const hour = 3_600_000;
const moment = fc.integer({ min: 0, max: 4e12 });
const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });

test("a certificate made at any moment of a window is renewed with a third of its life left", () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 3, max: 90_000 }), (now, validity) => {
      const { index, start, end } = renewalWindow(now, validity);
      expect(start).toBeLessThanOrEqual(now);
      expect(end).toBeGreaterThan(now);
      const lastMoment = now + validity * hour * (2 / 3) + 1_000;
      expect(renewalWindow(lastMoment, validity).index).toBeGreaterThan(index);
    }),
  );
});

test("within a window nothing is renewed", () => {
  expect(renewalWindow(15 * hour, 24).index).toBe(0);
  expect(renewalWindow(16 * hour, 24).index).toBe(1);
});

test("with an up now and then, no certificate ever runs out, and none outlives its CA", () => {
  const gaps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 2, max: 20_000 }),
      share,
      gaps,
      (start, validityHours, renewAt, ups) => {
        const caEnds = start + validityHours * hour * 5;
        let now = start;
        let made: { id: string; ends: number } | undefined;
        for (const gap of ups) {
          const life = lifetime({ now, validityHours, renewAt }, caEnds);
          if (!life) break;
          const id = `${life.validityHours}-${life.window}`;
          // As an `up` does it: what has the same name stays.
          if (made?.id !== id) made = { id, ends: now + life.validityHours * hour };
          expect(made.ends).toBeLessThanOrEqual(caEnds);
          // The longest pause that the lifetime of the moment allows for: from the next window on it is due.
          now += gap * (1 - renewAt) * life.validityHours * hour;
          expect(made.ends).toBeGreaterThan(now - 1);
        }
      },
    ),
  );
});

test("the same moment of the same window gives the same certificate", () => {
  fc.assert(
    fc.property(
      moment,
      fc.integer({ min: 1, max: 20_000 }),
      share,
      share,
      (now, validityHours, renewAt, part) => {
        const caEnds = now + 50_000 * hour;
        const life = lifetime({ now, validityHours, renewAt }, caEnds);
        fc.pre(life !== undefined && life.renewsAfter - now > 1_000);
        const later = now + Math.floor((life.renewsAfter - now - 1_000) * part);
        expect(lifetime({ now: later, validityHours, renewAt }, caEnds)).toEqual(life);
      },
    ),
  );
});

test("a CA that is about to end gives shorter lives, and then none", () => {
  const wish = { now: 1_000_000 * hour, validityHours: 8_760, renewAt: 2 / 3 };
  expect(lifetime(wish, wish.now + 87_600 * hour)?.validityHours).toBe(8_760);
  const shorter = lifetime(wish, wish.now + 2_000 * hour)?.validityHours ?? 0;
  expect(shorter).toBeGreaterThan(100);
  expect(shorter).toBeLessThan(2_000);
  expect(lifetime(wish, wish.now + hour)).toBeUndefined();
});

test("a CA's label says when it ends at the earliest", () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 90_000 }), share, (now, validityHours, renewAt) => {
      const label = authorityLabel({ now, generation: 3, validityHours, renewAt });
      const own = parseLabel(label);
      expect(label.startsWith(`3-${validityHours}h-`)).toBe(true);
      expect(own?.validityHours).toBe(validityHours);
      expect(own?.ends).toBeLessThanOrEqual(now + validityHours * hour);
    }),
  );
  expect(parseLabel("brought-0123456789ab")).toBeUndefined();
});

test("names and addresses are told apart, each once", () => {
  expect(subjectAltNames(["host-b", "10.0.1.2", "host-b", "fd00::2", "host-b.example.org"])).toEqual({
    dnsNames: ["host-b", "host-b.example.org"],
    ipAddresses: ["10.0.1.2", "fd00::2"],
  });
});
