/** Tables whose rows stay what they are while their content changes. */

/**
 * @template Item
 * @typedef {{ row: HTMLElement, update: (item: Item, now: number) => void }} Row
 */

/**
 * Keeps one row for each key. A row that stays keeps its elements, and with them the focus.
 *
 * @template Item
 * @param {HTMLElement} body
 * @param {HTMLElement} fallback Gets the focus when the row that has it is removed.
 * @param {(key: string) => Row<Item>} make
 * @returns {(items: [string, Item][], now: number) => void}
 */
export function keyedRows(body, fallback, make) {
  /** @type {Map<string, Row<Item>>} */
  const rows = new Map();
  return (items, now) => {
    const focused = document.activeElement;
    const wanted = new Set(items.map(([key]) => key));
    for (const [key, { row }] of rows) {
      if (wanted.has(key)) continue;
      const hadFocus = row.contains(focused);
      row.remove();
      rows.delete(key);
      if (hadFocus) fallback.focus({ preventScroll: true });
    }
    let next = body.firstChild;
    for (const [key, item] of items) {
      const kept = rows.get(key) ?? make(key);
      rows.set(key, kept);
      kept.update(item, now);
      if (kept.row === next) next = next.nextSibling;
      else body.insertBefore(kept.row, next);
    }
    // What is moved loses the focus.
    if (focused instanceof HTMLElement && body.contains(focused) && document.activeElement !== focused)
      focused.focus({ preventScroll: true });
  };
}

/**
 * Whether an item has all words of a filter in one of its texts.
 *
 * @param {string} filter
 * @param {(string | null)[]} texts
 */
export function matches(filter, texts) {
  const text = texts.join("\n").toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
