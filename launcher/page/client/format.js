/** Texts for times, durations and names. Nothing here touches the page. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * A time that has passed, in at most two units.
 *
 * @param {number} milliseconds
 */
export function age(milliseconds) {
  const passed = Math.max(0, milliseconds);
  if (passed < minute) return `${Math.floor(passed / second)} s`;
  if (passed < hour) return `${Math.floor(passed / minute)} min`;
  if (passed < day) return `${Math.floor(passed / hour)} h ${Math.floor((passed % hour) / minute)} min`;
  return `${Math.floor(passed / day)} d ${Math.floor((passed % day) / hour)} h`;
}

/**
 * How long a launch took.
 *
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  if (milliseconds < second) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 10 * second) return `${(milliseconds / second).toFixed(1)} s`;
  if (milliseconds < minute) return `${Math.round(milliseconds / second)} s`;
  return `${(milliseconds / minute).toFixed(1)} min`;
}

/**
 * The time of day, with the day when it was not today.
 *
 * @param {number} at Milliseconds since the epoch.
 * @param {number} now
 */
export function clock(at, now) {
  const date = new Date(at);
  const time = date.toLocaleTimeString("en-GB");
  if (date.toDateString() === new Date(now).toDateString()) return time;
  return `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${time}`;
}

/**
 * Whole days until an expiry; negative after it.
 *
 * @param {number} expiry Milliseconds since the epoch.
 * @param {number} now
 */
export function daysLeft(expiry, now) {
  return Math.floor((expiry - now) / day);
}

/**
 * What a person can tell runs apart by.
 *
 * @param {string} runId
 */
export function shortId(runId) {
  return runId.slice(0, 8);
}
