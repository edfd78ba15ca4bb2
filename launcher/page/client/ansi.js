/** Makes text for a terminal readable on a page. Nothing here touches the page. */

const escape = "\u001b";
/** Colours and movements of the cursor, and titles of windows. */
const sequences = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${escape}]*(?:\\u0007|${escape}\\\\)|[@-Z\\\\^_])`,
  "g",
);
const unfinished = new RegExp(`${escape}(?:\\[[0-?]*[ -/]*|\\][^\\u0007${escape}]{0,200})?$`);
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/**
 * A function that takes the pieces of a text as they come and returns them without control characters. A sequence that
 * is cut in two waits for its rest.
 */
export function plainText() {
  let rest = "";
  /** @param {string} piece */
  return (piece) => {
    const text = rest + piece;
    rest = unfinished.exec(text)?.[0] ?? (text.endsWith("\r") ? "\r" : "");
    return text
      .slice(0, text.length - rest.length)
      .replace(sequences, "")
      .replace(/\r\n?/g, "\n")
      .replace(control, "");
  };
}
