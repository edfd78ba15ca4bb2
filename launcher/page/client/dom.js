/** The only ways in which the page writes: text as text, and attributes of its own. */

/**
 * The element with an id, which index.html has.
 *
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

/**
 * Makes an element.
 *
 * @param {string} name
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} [content]
 */
export function element(name, attributes = {}, content = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/**
 * Makes an empty place for text.
 *
 * @param {string} [kind] A class of page.css.
 */
export function place(kind) {
  return element("span", kind === undefined ? {} : { class: kind });
}

/**
 * Sets a text, only when it is another one: a reader's selection in it stays.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Sets an attribute, or with null removes it.
 *
 * @param {Element} node
 * @param {string} name
 * @param {string | null} value
 */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) === value) return;
  if (value === null) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

/**
 * Makes a link lead somewhere, or with null nowhere. Only web addresses are taken.
 *
 * @param {Element} link
 * @param {string | null} url
 */
export function setLink(link, url) {
  const isWeb = url !== null && /^https?:\/\//.test(url);
  setAttribute(link, "href", isWeb ? url : null);
  setAttribute(link, "target", isWeb ? "_blank" : null);
  setAttribute(link, "rel", isWeb ? "noopener noreferrer" : null);
}
