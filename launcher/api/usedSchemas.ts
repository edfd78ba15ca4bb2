const prefix = "#/components/schemas/";

/** Leaves out the components of an OpenAPI document to which nothing refers, directly or through another one. */
export function usedSchemas<Document extends object>(document: Document): Document {
  const { components, ...rest } = document as Document & {
    components?: { schemas?: Record<string, object> };
  };
  const all = components?.schemas ?? {};
  const used = new Set<string>();
  const visit = (value: unknown): void => {
    for (const name of references(value)) {
      if (used.has(name)) continue;
      used.add(name);
      visit(all[name]);
    }
  };
  visit(rest);
  const schemas = Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => used.has(name))
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
  return { ...document, components: { ...components, schemas } };
}

function references(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" && inner.startsWith(prefix)
      ? [inner.slice(prefix.length)]
      : references(inner),
  );
}
