import type { OpenDocker } from "./connect.ts";

/** How a request to an engine is sent. */
export type CallOptions = {
  /** Whether the request may be sent again when its connection breaks. Default: true. */
  repeatable?: boolean;
  /** How much longer than usual it may take. Default: 0. */
  extraMs?: number;
  timeoutMs?: number;
  /** Whether its time begins at once, also while all connections are taken. Default: false. */
  urgent?: boolean;
  /** Whether the engine may refuse it for what is asked. Default: false, so that any refusal is a fault of the host. */
  mayRefuse?: boolean;
  /** Which connections carry it. Default: `calls`. */
  over?: keyof OpenDocker;
};
