import { z } from "zod";
import type { DagsterClient } from "./client.ts";
import type { Instigator } from "./locations.ts";
import { dagsterError } from "./refusal.ts";

/** Which schedule or sensor is meant. */
export type InstigatorName = Pick<Instigator, "kind" | "location" | "repository" | "name">;

const failures = "... on UnauthorizedError { message } ... on PythonError { message }";
const scheduleFailures = `${failures} ... on ScheduleNotFoundError { message }`;
const sensorFailures = `${failures} ... on SensorNotFoundError { message }`;

const mutations = {
  schedule: {
    stop: `mutation Stop($id: String!) { done: stopRunningSchedule(id: $id) { __typename ${scheduleFailures} } }`,
    start: `mutation Start($selector: ScheduleSelector!) { done: startSchedule(scheduleSelector: $selector) {
      __typename ${scheduleFailures} } }`,
    reset: `mutation Reset($selector: ScheduleSelector!) { done: resetSchedule(scheduleSelector: $selector) {
      __typename ${scheduleFailures} } }`,
  },
  sensor: {
    stop: `mutation Stop($id: String!) { done: stopSensor(id: $id) { __typename ${failures} } }`,
    start: `mutation Start($selector: SensorSelector!) { done: startSensor(sensorSelector: $selector) {
      __typename ${sensorFailures} } }`,
    reset: `mutation Reset($selector: SensorSelector!) { done: resetSensor(sensorSelector: $selector) {
      __typename ${sensorFailures} } }`,
  },
};

const answer = z.object({ done: z.object({ __typename: z.string(), message: z.string().optional() }) });

/** Makes a schedule or sensor tick no more. One that does not tick stays as it is. */
export async function stopInstigator(dagster: DagsterClient, { kind, name, id }: Instigator): Promise<void> {
  const { done } = await dagster.query(mutations[kind].stop, { id }, answer);
  if (/Error$/.test(done.__typename)) throw dagsterError(`stop the ${kind} '${name}'`, done);
}

/**
 * Makes a schedule or sensor tick again. One that ticks stays as it is.
 *
 * @param declared Whether its code alone said that it ticks: then its code alone says it again.
 * @returns Whether it was there; a new version of the code may have it no more.
 */
export async function startInstigator(
  dagster: DagsterClient,
  { kind, location, repository, name }: InstigatorName,
  declared: boolean,
): Promise<boolean> {
  const selector = {
    repositoryLocationName: location,
    repositoryName: repository,
    [`${kind}Name`]: name,
  };
  const { done } = await dagster.query(mutations[kind][declared ? "reset" : "start"], { selector }, answer);
  if (/^(Schedule|Sensor)NotFoundError$/.test(done.__typename)) return false;
  if (/Error$/.test(done.__typename)) throw dagsterError(`start the ${kind} '${name}'`, done);
  return true;
}
