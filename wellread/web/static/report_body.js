/** A report's text with its citations, and what stands behind it; the newest and earlier ones alike. */

import { el, foreign } from "./dom.js";
import { aboutReport, changes, disagreements, failed, gaps, questions, sources } from "./report_ends.js";
import { figure, table } from "./report_figures.js";
import { sectionsOf } from "./report_model.js";
import { paragraph, sentence } from "./sentence.js";

/**
 * Where a report stands on the page: how deep its headings are, how its ids begin, so that two
 * reports share none, and what opens a quote of it.
 * @typedef {{level: number, prefix: string, open: (findingId: string) => void}} Place
 */

/**
 * @param {any} report
 * @param {import("./report_model.js").Shown} shown its text, as the server puts it together for every format
 * @param {Record<string, any>} findings of its run: a report cites not every side of a disagreement
 * @param {Place} at
 * @returns {HTMLElement[]} its sections in the order of reading
 */
export function reportBody(report, shown, findings, at) {
  return [
    changes(report, at),
    ...sectionsOf(shown.parts).map((each) => section(each, at)),
    questions(report, at),
    disagreements(report, findings, at),
    gaps(report, at),
    failed(report, at),
    sources(report, shown.notes, at),
    aboutReport(report, at),
  ].filter((each) => each instanceof HTMLElement);
}

const LOOKS = /** @type {Record<string, string>} */ ({ summary: "brief", images: "end", evidence: "end" });

/** @param {ReturnType<typeof sectionsOf>[0]} section @param {Place} at */
function section({ id, kind, title, parts }, at) {
  return el(
    "section",
    { id: `${at.prefix}${id}`, class: LOOKS[kind] ?? "", tabIndex: -1 },
    title && el(`h${at.level}`, {}, foreign(title)),
    parts.flatMap((part) => under(part, at)),
  );
}

/** @param {import("./report_model.js").Part} part @param {Place} at */
function under(part, at) {
  return [
    ...(part.is_list
      ? [el("ul", {}, part.paragraphs.map((each) => el("li", { dir: "auto" }, each.map((one) => sentence(one, at.open)))))]
      : part.paragraphs.map((each) => paragraph(each, at.open))),
    part.table && el("div", { class: "report-figure" }, table(part.table, at.open)),
    ...part.figures.map((each) => figure(each, at.open)),
  ];
}
