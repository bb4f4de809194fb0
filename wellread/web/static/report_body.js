/** A report's text with its citations, and what stands behind it; the newest and earlier ones alike. */

import { citeButtons } from "./citation.js";
import { el, foreign } from "./dom.js";
import { figures, images } from "./report_figures.js";
import { conclusionOf, partsOf } from "./report_model.js";
import { aboutReport, changes, disagreements, failed, gaps, questions, sources } from "./report_ends.js";
import { verdictWords } from "./words.js";

/**
 * Where a report stands on the page: how deep its headings are, how its ids begin, so that two
 * reports share none, and what opens a quote of it.
 * @typedef {{level: number, prefix: string, open: (findingId: string) => void}} Place
 */

/**
 * @param {any} report
 * @param {Record<string, any>} findings of its run: a report cites not every side of a disagreement
 * @param {Place} at
 * @returns {HTMLElement[]} its sections in the order of reading
 */
export function reportBody(report, findings, at) {
  const conclusion = conclusionOf(report);
  return [
    changes(report, at),
    ...partsOf(report).map((part) => section(part, at)),
    figures(report, at),
    images(report, at),
    conclusion && section(conclusion, at),
    questions(report, at),
    disagreements(report, findings, at),
    gaps(report, at),
    failed(report, at),
    sources(report, at),
    aboutReport(report, at),
  ].filter((each) => each instanceof HTMLElement);
}

/** @param {import("./report_model.js").Part} part @param {Place} at */
function section(part, at) {
  return el(
    "section",
    { id: `${at.prefix}${part.id}`, class: part.id === "brief" ? "brief" : "", tabIndex: -1 },
    el(`h${at.level}`, {}, foreign(part.title)),
    part.paragraphs.map((sentences) =>
      el("p", { dir: "auto" }, sentences.flatMap((each) => [sentence(each, at), " "]))),
  );
}

/** @param {import("./report_model.js").Sentence} sentence @param {Place} at */
function sentence({ claim, citations }, at) {
  const doubt = claim.verdict === "supported" ? "" : ` (${verdictWords(claim.verdict).toLowerCase()})`;
  return el(
    "span",
    { class: `claim ${claim.verdict}` },
    foreign(claim.text),
    citeButtons(citations, claim.reason || "The quote in its page", at.open),
    doubt && el("em", { class: "doubt" }, doubt),
  );
}
