import type { Check } from "../check.ts";
import { failure, ok, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";

/** Beyond it the order of a run's events, and the ages that cleanup goes by, become doubtful. */
const warnMs = 2_000;
/** Beyond it new certificates are not valid yet, and health answers are late. */
const failMs = 30_000;

/** How far the host's clock is from the one here. */
export const clock: Check<HostContext> = {
  name: "clock",
  limitSeconds: 40,
  run: async ({ info }) => {
    const { info: found, askedAt, answeredAt } = await info();
    return [clockFinding({ hostMs: Date.parse(found.SystemTime), askedAt, answeredAt })];
  },
};

/**
 * Judges the time that a host answered with. It was read somewhere between question and answer, so only what lies beyond
 * that span counts as a difference.
 */
export function clockFinding(times: { hostMs: number; askedAt: number; answeredAt: number }): Finding {
  const { hostMs, askedAt, answeredAt } = times;
  const difference = hostMs < askedAt ? hostMs - askedAt : Math.max(0, hostMs - answeredAt);
  const by = Math.abs(difference);
  const text = `${(by / 1000).toFixed(1)} s ${difference < 0 ? "behind" : "ahead of"} the control plane's`;
  if (by <= warnMs)
    return ok(
      by === 0 ? "The host's clock agrees with the control plane's." : `The host's clock is ${text}.`,
    );
  const fix = "Let both keep their time with NTP: 'timedatectl' says whether they do.";
  return (by <= failMs ? warning : failure)(`The host's clock is ${text}.`, fix);
}
