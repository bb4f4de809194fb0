/** Elements made of text alone: nothing that comes from a model, a page or a user becomes markup. */

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An HTML element. A property that is a function is a listener (`onclick`), `class` and names with
 * a dash are attributes, booleans set or leave out the attribute, the rest are properties.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElement}
 */
export function el(tag, properties = {}, ...children) {
  /** @type {any} */
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name === "class" || name === "for" || name === "role" || name.includes("-")) {
      element.setAttribute(name, String(value));
    } else element[name] = value;
  }
  element.append(...kept(children));
  return element;
}

/**
 * An SVG element; every property is an attribute.
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...kept(children));
  return element;
}

/**
 * Foreign text, kept from turning its surroundings round.
 * @param {string} text
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function foreign(text, className = "") {
  return el("bdi", className ? { class: className } : {}, text);
}

/**
 * The page's heading, smaller for a long text.
 * @param {string} text
 * @returns {HTMLElement}
 */
export function heading(text) {
  return el("h1", { class: text.length > 90 ? "long" : "" }, foreign(text));
}

/**
 * A button.
 * @param {string} label
 * @param {() => void} onclick
 * @param {Record<string, unknown>} [properties]
 * @returns {HTMLElement}
 */
export function button(label, onclick, properties = {}) {
  return el("button", { type: "button", onclick, ...properties }, label);
}

/**
 * A labelled field.
 * @param {string} label
 * @param {HTMLElement} input
 * @param {string} [help]
 * @returns {HTMLElement}
 */
export function field(label, input, help = "") {
  return el(
    "label",
    { class: "field" },
    el("span", { class: "label" }, label),
    input,
    help && el("span", { class: "help" }, help),
  );
}

/**
 * A figure with its name, for a list of them (`dl`).
 * @param {string} name
 * @param {string | number | Node} value
 * @returns {HTMLElement}
 */
export function figure(name, value) {
  return el("div", {}, el("dt", {}, name), el("dd", { class: "number" }, value));
}

/**
 * Sets the page's title and puts the view in place of the last one.
 * @param {string} title
 * @param {...(Child | Child[])} children
 */
export function show(title, ...children) {
  document.title = title ? `${title.slice(0, 120)} · Wellread` : "Wellread";
  const view = /** @type {HTMLElement} */ (document.getElementById("view"));
  view.replaceChildren(...kept(children));
}

/** @param {(Child | Child[])[]} children @returns {(Node | string)[]} */
function kept(children) {
  return children
    .flat()
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (typeof child === "number" ? String(child) : /** @type {Node} */ (child)));
}
