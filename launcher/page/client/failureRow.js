import { element, place, setAttribute, setLink, setText } from "./dom.js";
import { age, clock, shortId } from "./format.js";

/** @import { FailureItem } from "../schemas.ts" */

/**
 * @param {{ runUrl: (runId: string) => string | null, logButton: import("./log.js").LogButton }} parts
 * @returns {import("./rows.js").Row<FailureItem>}
 */
export function failureRow({ runUrl, logButton }) {
  const [at, host] = [place(), place()];
  const [ago, times, job] = [place("minor"), place("minor"), place("minor")];
  const code = place("mono");
  const message = element("td");
  const run = element("a", { class: "mono" });
  const button = logButton();
  const row = element("tr", {}, [
    element("td", {}, [at, ago]),
    element("th", { scope: "row" }, [code, times]),
    message,
    element("td", {}, [host]),
    element("td", {}, [run, job]),
    element("td", {}, [button.element]),
  ]);

  return {
    row,
    update(item, now) {
      setText(at, clock(item.at, now));
      setText(ago, `${age(now - item.at)} ago`);
      setText(code, item.code);
      setText(times, item.count === 1 ? "" : `${item.count} times`);
      setText(message, item.message);
      setText(host, item.host_name ?? "–");
      setText(run, item.run_id === null ? "–" : shortId(item.run_id));
      setAttribute(run, "title", item.run_id);
      setLink(run, item.run_id === null ? null : runUrl(item.run_id));
      setText(job, item.job_name ?? "");
      button.update({ ...item, label: `Log of failed run ${shortId(item.run_id ?? "")}` });
    },
  };
}
