/** Tables and drawings of a report, each number with its citation. */

import { el, foreign, svg } from "./dom.js";
import { sentence } from "./sentence.js";

/** @typedef {(findingId: string) => void} Open */

/** @param {import("./report_model.js").Figure} figure @param {Open} open */
export function figure({ caption, table: rows, drawing }, open) {
  return el("figure", { class: "report-figure" },
    caption && el("figcaption", { dir: "auto" }, foreign(caption)),
    drawing && drawn(drawing),
    table(rows, open));
}

/** @param {import("./report_model.js").Table} table @param {Open} open */
export function table({ head, rows, numbers_from: from, numbers_to: to }, open) {
  return el("table", {},
    el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, foreign(name))))),
    el("tbody", {}, rows.map((cells) =>
      el("tr", {}, cells.map((cell, at) =>
        el(at ? "td" : "th", {
          scope: at ? undefined : "row", dir: "auto", class: at >= from && at < to ? "number" : undefined,
        }, sentence(cell, open)))))));
}

/**
 * The shapes as the exports draw them; its label tells all numbers in words.
 * @param {import("./report_model.js").Drawing} drawing
 */
function drawn({ width, height, told, shapes }) {
  return svg("svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": told },
    shapes.map(({ tag, attributes, text, title }) => svg(tag, attributes, title && svg("title", {}, title), text)));
}
