/** The marks behind a sentence or a cell that open its quote. */

import { el } from "./dom.js";

/**
 * @param {import("./report_model.js").Citation[]} citations
 * @param {string} title shown when the pointer rests on one
 * @param {(id: string) => void} open
 * @returns {(Node | string)[]}
 */
export function citeButtons(citations, title, open) {
  return citations.flatMap(({ number, place, findingIds }) => [
    // Unlike a no-break space, a narrow one keeps a button from beginning a line.
    "\u202f",
    el("button", {
      type: "button", class: "cite", title,
      "aria-label": `Source ${number}${place && `, ${place}`}: show the quote`,
      onclick: () => open(findingIds[0]),
    }, place ? `${number} ${place}` : number),
  ]);
}
