import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { isCollection, isMap, isScalar, LineCounter, parseDocument, type Node, type Pair } from "yaml";

/** Says where in a file something is, as `FILE:LINE:COLUMN`; undefined where that is not known. */
export type Locate = (path: string) => string | undefined;

/**
 * Finds the fields of a fleet in the file of the stack's settings. Only positions are taken from the file, never values: secrets
 * stay where they are.
 *
 * @param file `Pulumi.<stack>.yaml`. A file that is not there, or not YAML, locates nothing.
 * @example
 * locator("Pulumi.prod.yaml")("hosts[1].adress"); // "Pulumi.prod.yaml:14:9"
 */
export function locator(file: string): Locate {
  if (!existsSync(file)) return () => undefined;
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, "utf8"), { lineCounter: lines });
  const fleet = document.getIn(["config", "dagster-multihost:fleet"], true);
  return (path) => {
    const offset = isCollection(fleet) ? offsetOf(fleet, segments(path)) : undefined;
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return `${basename(file)}:${line}:${col}`;
  };
}

/** `hosts[1].ssh.port` as `["hosts", 1, "ssh", "port"]`. */
export function segments(path: string): (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) =>
    index === undefined ? (key ?? "") : Number(index),
  );
}

/** Where a field begins: at its key. A field that is missing is where the nearest thing around it begins. */
function offsetOf(node: Node, path: (string | number)[], start = node.range?.[0]): number | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return start;
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === segment) as
      Pair<Node, Node | null> | undefined;
    if (!pair) return start;
    const begin = pair.key.range?.[0];
    return pair.value === null ? begin : offsetOf(pair.value, rest, begin);
  }
  const item = isCollection(node) ? node.items[segment as number] : undefined;
  return item === undefined ? start : offsetOf(item as Node, rest);
}
