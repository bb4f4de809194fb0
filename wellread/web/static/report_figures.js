/** Tables and bars of a report, each number with its citation. */

import { citeButtons } from "./citation.js";
import { el, foreign, svg } from "./dom.js";
import { figuresOf, imagesOf } from "./report_model.js";

/** @param {any} report @param {import("./report_body.js").Place} at */
export function figures(report, at) {
  const all = figuresOf(report);
  return all.length > 0 && el("section", { id: `${at.prefix}figures`, tabIndex: -1 },
    el(`h${at.level}`, {}, "In figures"),
    all.map((each) => shown(each, at.open)));
}

/**
 * Pictures by name and address alone: the page loads nothing from anywhere else.
 * @param {any} report
 * @param {import("./report_body.js").Place} at
 */
export function images(report, at) {
  const all = imagesOf(report);
  return all.length > 0 && el("section", { id: `${at.prefix}images`, class: "end", tabIndex: -1 },
    el(`h${at.level}`, {}, "Images in the sources"),
    el("ul", {}, all.map(({ text, address, citations }) => el("li", { dir: "auto" },
      foreign(text), citeButtons(citations, "The quote it stands near", at.open), " ", el("code", {}, address)))));
}

/** @param {import("./report_model.js").ReportFigure} figure @param {(id: string) => void} open */
function shown({ title, head, rows, drawn }, open) {
  return el("figure", { class: "report-figure" },
    title && el("figcaption", { dir: "auto" }, foreign(title)),
    el("table", {},
      el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, foreign(name))), drawn && el("td"))),
      el("tbody", {}, rows.map(({ label, cells, bar }) =>
        el("tr", {},
          el("th", { scope: "row", dir: "auto" }, foreign(label)),
          cells.map((cell) => el("td", { dir: "auto", class: drawn ? "number" : "" }, cell
            ? [foreign(cell.text), ...citeButtons(cell.citations, "The quote in its page", open)]
            : "–")),
          bar && el("td", {}, barOf(bar)))))));
}

/** @param {{start: number, width: number}} bar in hundredths of the widest span */
function barOf({ start, width }) {
  return svg("svg", { class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("rect", { x: start, y: 0, width, height: 10 }));
}
