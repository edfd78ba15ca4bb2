/** What a screen reader is told without being asked: that hosts are lost and found again, and nothing else. */

import { byId, setText } from "./dom.js";

/** @import { HostItem } from "../schemas.ts" */

export function announcer() {
  const region = byId("announcement");
  /** @type {Map<string, HostItem["state"]>} */
  const before = new Map();
  let first = true;
  /** @param {ReadonlyMap<string, HostItem>} hosts */
  return (hosts) => {
    const news = [...hosts].flatMap(([name, { state }]) => {
      const was = before.get(name);
      before.set(name, state);
      if (first || was === undefined) return [];
      if (state === "lost" && was !== "lost") return [`Host ${name} is lost.`];
      if (state === "live" && was === "lost") return [`Host ${name} answers again.`];
      return [];
    });
    first = hosts.size === 0;
    if (news.length > 3) setText(region, `${news.length} hosts have changed their state.`);
    else if (news.length > 0) setText(region, news.join(" "));
  };
}
