/** An image reference, taken apart. */
export type ImageReference = {
  /** With a tag or digest, always: the engine would pull every tag otherwise. */
  name: string;
  /** The registry that it comes from, such as `docker.io` or `my-registry:5000`. */
  domain: string;
};

const label = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const domainPart = `(?:${label}(?:\\.${label})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const grammar = new RegExp(
  `^((?:(${domainPart})/)?${component}(?:/${component})*)(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@${digest})?$`,
);

/** Reads an image reference by the distribution grammar; undefined when it is none. */
export function parseImage(reference: string): ImageReference | undefined {
  const match = reference.length > 512 ? null : grammar.exec(reference);
  const [, path = "", first, tag, sum] = match ?? [];
  if (match === null || path.length > 255) return undefined;
  // The first part is a registry only when it cannot be the name of a Docker Hub user.
  const isDomain = first !== undefined && (/[.:A-Z[]/.test(first) || first === "localhost");
  if (!isDomain && first !== undefined && !new RegExp(`^${component}$`).test(first)) return undefined;
  return {
    name: tag === undefined && sum === undefined ? `${reference}:latest` : reference,
    domain: isDomain ? first.toLowerCase() : "docker.io",
  };
}
