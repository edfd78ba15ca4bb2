import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Metrics } from "../../../launcher/api/metrics.ts";
import { dashboard, expressions, metricNames, rules } from "./expressions.ts";

test("every metric of the rules and the dashboard is one of the launcher's, with the labels that it has", async () => {
  const known = (await new Metrics().registry.getMetricsAsJSON()).map(({ name }) => name);
  const all = expressions();
  expect(all.length).toBeGreaterThan(25);
  for (const { of, expr } of all) {
    const names = metricNames(expr).map((name) => name.replace(/_(bucket|count|sum)$/, ""));
    expect(names.length, of).toBeGreaterThan(0);
    expect(
      names.filter((name) => !known.includes(name)),
      of,
    ).toEqual([]);
  }
});

test("every metric about hosts, launches and certificates is on the dashboard", async () => {
  const shown = new Set(
    dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricNames(expr))),
  );
  const known = (await new Metrics().registry.getMetricsAsJSON()).map(({ name }) => name);
  const own = known.filter((name) => name.startsWith("dagster_multihost_"));
  const missing = own.filter(
    (name) => ![...shown].some((one) => one.replace(/_(bucket|count)$/, "") === name),
  );
  // Of these the alert rules or another panel make use.
  expect(missing.toSorted()).toEqual([
    "dagster_multihost_config_last_reload_success_timestamp_seconds",
    "dagster_multihost_host_containers",
    "dagster_multihost_host_event_stream_connected",
  ]);
});

test("the dashboard can be imported: a variable for the data source, panels with ids that do not overlap", () => {
  const { panels, templating, schemaVersion, uid } = dashboard;
  expect([schemaVersion >= 36, uid]).toEqual([true, "dagster-multihost"]);
  expect(templating.list.map(({ name, type }) => [name, type])).toEqual([
    ["datasource", "datasource"],
    ["host", "query"],
  ]);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const cells = new Set<string>();
  for (const { title, description, datasource, gridPos, targets } of panels) {
    const { x, y, w, h } = gridPos;
    expect(x + w, title).toBeLessThanOrEqual(24);
    for (let column = x; column < x + w; column++) {
      for (let row = y; row < y + h; row++) {
        expect(cells, title).not.toContain(`${column} ${row}`);
        cells.add(`${column} ${row}`);
      }
    }
    expect([datasource.uid, ...targets.map((target) => target.datasource.uid)], title).toEqual(
      Array(targets.length + 1).fill("${datasource}"),
    );
    expect(description, title).toMatch(/\.$/);
  }
});

test("each alert has a severity, a summary, a description, tests that fire and do not, and a line in the page", () => {
  const tests = readFileSync("monitoring/prometheus/dagster-multihost.rules.test.yml", "utf8");
  const page = readFileSync("docs/monitoring.md", "utf8");
  for (const { alert, labels, annotations } of rules) {
    expect(["warning", "critical"]).toContain(labels.severity);
    expect(Object.keys(annotations)).toEqual(["summary", "description"]);
    expect(tests, alert).toMatch(new RegExp(`alertname: ${alert}\\n +eval_time: \\w+\\n +exp_alerts:\\n`));
    if (alert !== "DagsterCertificateExpired") {
      expect(tests, alert).toMatch(new RegExp(`alertname: ${alert}, eval_time: \\w+, exp_alerts: \\[\\]`));
    }
    expect(page, alert).toContain(`| \`${alert}\``);
  }
});
