const fence = /^(```|~~~)[\s\S]*?^\1/gm;

/** The links of a page to files and headings of this repository; what leads elsewhere is left out. */
export function links(page: string): string[] {
  const text = page.replaceAll(fence, "").replaceAll(/`[^`\n]*`(?!\])/g, "");
  const inline = [...text.matchAll(/\]\(([^()\s]+)(?: "[^"]*")?\)/g)].map(([, target]) => target ?? "");
  return inline.filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors of a page's headings, as GitHub names them. */
export function anchors(page: string): string[] {
  const seen = new Map<string, number>();
  return [...page.replaceAll(fence, "").matchAll(/^#+ +(.+)$/gm)].map(([, heading = ""]) => {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .trim()
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}
