import { element, place, setAttribute, setLink, setText } from "./dom.js";
import { age, shortId } from "./format.js";

/** @import { RunItem } from "../schemas.ts" */

/**
 * @param {{ runUrl: (runId: string) => string | null, logButton: import("./log.js").LogButton }} parts
 * @returns {import("./rows.js").Row<RunItem>}
 */
export function runRow({ runUrl, logButton }) {
  const run = element("a", { class: "mono" });
  const attempt = place("minor");
  const job = place();
  const location = place("minor");
  const [host, status, since] = [place(), place(), place()];
  const image = place("mono");
  const button = logButton();
  const row = element("tr", {}, [
    element("th", { scope: "row" }, [run, attempt]),
    element("td", {}, [job, location]),
    element("td", {}, [host]),
    element("td", {}, [image]),
    element("td", {}, [status]),
    element("td", { class: "number" }, [since]),
    element("td", {}, [button.element]),
  ]);

  return {
    row,
    update(item, now) {
      setText(run, shortId(item.run_id));
      setAttribute(run, "title", item.run_id);
      setLink(run, runUrl(item.run_id));
      setText(attempt, item.attempt === 0 ? "" : `attempt ${item.attempt + 1}`);
      setText(job, item.job_name === "" ? "–" : item.job_name);
      setText(location, item.location_name);
      setText(host, item.host_name);
      setText(image, item.image);
      setText(status, item.status);
      setText(since, item.since === null ? "–" : age(now - item.since));
      button.update({ ...item, label: `Log of run ${shortId(item.run_id)}, ${item.job_name}` });
    },
  };
}
