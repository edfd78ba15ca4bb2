import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** Where a PromQL expression stands, and the expression. */
export type Expression = { of: string; expr: string };

/** A panel of the dashboard, as far as the tests look at it. */
export type Panel = {
  id: number;
  type: string;
  title: string;
  description: string;
  datasource: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { refId: string; expr: string; datasource: { uid: string } }[];
};

type Dashboard = {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; type: string; definition?: string }[] };
};
type Rule = {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: Record<string, string>;
};
type Rules = { groups: { rules: Rule[] }[] };

export const rulesFile = "monitoring/prometheus/dagster-multihost.rules.yml";
export const dashboard = JSON.parse(
  readFileSync("monitoring/grafana/dagster-multihost.json", "utf8"),
) as Dashboard;
export const rules = (parse(readFileSync(rulesFile, "utf8")) as Rules).groups.flatMap(
  ({ rules: all }) => all,
);

/** Every expression of the alert rules and of the dashboard; its variables have values. */
export function expressions(): Expression[] {
  const panels = dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ refId, expr }) => ({ of: `${title} ${refId}`, expr: filled(expr) })),
  );
  return [...rules.map(({ alert, expr }) => ({ of: alert, expr })), ...panels];
}

/** The names of the metrics in an expression: what is followed neither by a bracket nor by another word's rest. */
export function metricNames(expr: string): string[] {
  return [...expr.matchAll(/\b(?:dagster_multihost|process|nodejs)_\w+/g)].map(([name]) => name);
}

function filled(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m").replaceAll("$host", ".*");
}
