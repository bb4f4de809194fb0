/** The marks behind a sentence or a cell that open its quote. */

import { el } from "./dom.js";

/**
 * @param {import("./report_model.js").Place[]} places
 * @param {string} title shown when the pointer rests on one
 * @param {(id: string) => void} open
 * @returns {(Node | string)[]}
 */
export function citeButtons(places, title, open) {
  return places.flatMap(({ number, page, name, finding_id: id }) => {
    const place = page === null ? name : `p. ${page}`;
    return [
      // Unlike a no-break space, a narrow one keeps a button from beginning a line.
      "\u202f",
      el("button", {
        type: "button", class: "cite", title,
        "aria-label": `Source ${number}${place && `, ${place}`}: show the quote`,
        onclick: () => open(id),
      }, place ? `${number} ${place}` : number),
    ];
  });
}
