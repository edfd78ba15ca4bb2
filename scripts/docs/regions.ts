/**
 * Puts text between the markers `<!-- generated: NAME -->` and `<!-- end: NAME -->` of a page, whatever stood there.
 *
 * @throws Error when the page's markers and the names in `regions` are not the same.
 */
export function fillRegions(page: string, regions: Record<string, string>): string {
  const filled = new Set<string>();
  const text = page.replace(marker, (_all, name: string) => {
    const region = regions[name];
    if (region === undefined) throw new Error(`Nothing is generated for the marker '${name}'.`);
    filled.add(name);
    return `<!-- generated: ${name} -->\n\n${region.trim()}\n\n<!-- end: ${name} -->`;
  });
  const missing = Object.keys(regions).filter((name) => !filled.has(name));
  if (missing.length > 0) throw new Error(`The page has no marker for ${missing.join(", ")}.`);
  return text;
}

const marker = /<!-- generated: (\S+) -->[\s\S]*?<!-- end: \1 -->/g;
