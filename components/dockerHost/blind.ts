import type { Observer } from "./observe.ts";

/** Looks at nothing. For a host that is lost for good: what this says is not used. */
export const blind: Observer = {
  readDockerd: () =>
    Promise.resolve({
      ...{ daemonJson: "", current: "", written: "", revision: "gone", listeners: "", clockAhead: 0 },
      execStart: "{ path=dockerd ; argv[]=dockerd ; }",
    }),
  versionOverTls: () => Promise.resolve("gone"),
  versionOverSsh: () => Promise.resolve("gone"),
  socketGroup: () => Promise.resolve("0"),
  readFirewall: () =>
    Promise.resolve({ caller: "", nft: true, interface: "", revision: "gone", changed: [] }),
};
