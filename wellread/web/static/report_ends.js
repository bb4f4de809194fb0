/** What stands behind a report's text: doubts, gaps, failures, sources, how it was made. */

import { button, el, figure, foreign } from "./dom.js";
import { paragraph } from "./sentence.js";
import { treeOf } from "./tree.js";
import { failureList } from "./watch_lists.js";
import { cost, counted, day, link, place } from "./words.js";

const CHANGES = [
  ["contradicted", "Contradicted today"], ["changed", "Changed"], ["new", "New"], ["gone", "Gone"],
];

/**
 * @param {any} report
 * @param {Record<string, any>} all the findings of the run: the report cites not every side
 * @param {import("./report_body.js").Place} at
 */
export function disagreements(report, all, at) {
  if (!report.disagreements.length) return null;
  const cited = report.findings.map((/** @type {any} */ each) => [each.id, each]);
  const findings = new Map([...Object.entries(all), ...cited]);
  return end(at, "disagreements", "Where sources disagree", el("ul", {}, report.disagreements.map((/** @type {any} */ item) =>
    el("li", {}, foreign(item.about || "Two statements that differ"),
      el("ul", {}, item.finding_ids.map((/** @type {string} */ id) => findings.get(id)).filter(Boolean).map((/** @type {any} */ each) =>
        el("li", {}, "“", foreign(each.quote), "” ", button("show", () => at.open(each.id), { class: "cite" }))))))));
}

/**
 * How the report differs from the one that it makes anew or goes on from, if any.
 * @param {any} report
 * @param {import("./report_body.js").Place} at
 */
export function changes(report, at) {
  if (!report.changes) return null;
  const { since, unchanged, left_out: leftOut, changes: all, extended, searches, sources } = report.changes;
  const [compared, when] = extended
    ? [`the report within the earlier limits: further searches made: ${searches}; further sources read: ${sources}`, "now"]
    : [`the report of ${day(since)}`, "today"];
  const kinds = CHANGES.map(([kind, title]) => {
    const alike = all.filter((/** @type {any} */ each) => each.kind === kind);
    return alike.length > 0 && el("li", {}, title, el("ul", {}, alike.map((/** @type {any} */ each) => el("li", {}, change(each, at.open)))));
  });
  return end(at, "changes", "What has changed",
    el("p", {}, `Compared with ${compared}. Statements that say the same: ${unchanged}; not made ${when} although their quotes still stand: ${leftOut}.`),
    el("ul", {}, kinds.filter(Boolean)));
}

/** @param {any} change @param {(findingId: string) => void} open */
function change({ before, now, address, finding_ids: ids }, open) {
  return [
    before && ["“", foreign(before), "”"],
    before && now && (address ? [" — now at ", foreign(place(address)), ": "] : " — now: "),
    now && ["“", foreign(now), "”"],
    ids.map((/** @type {string} */ id) => [" ", button("show", () => open(id), { class: "cite" })]),
  ].flat(3).filter(Boolean);
}

/**
 * In a deep run, what was asked and what grew out of it.
 * @param {any} report
 * @param {import("./report_body.js").Place} at
 */
export function questions(report, at) {
  const asked = report.asked ?? [];
  return asked.length > 0 && end(at, "questions", "How the questions grew",
    el("ul", { class: "grown" }, treeOf(asked).map((each) => question(each, at.open))));
}

/**
 * @param {import("./tree.js").Grown<any>} grown
 * @param {(findingId: string) => void} open
 * @returns {HTMLElement}
 */
function question({ item, depth, below }, open) {
  return el("li", {},
    depth > 0 && el("span", { class: "depth" }, `Depth ${depth}`), " ", foreign(item.question), " ",
    el("span", { class: "number" }, counted(item.findings, "finding")), " ",
    item.grown_from && button("out of this quote", () => open(item.grown_from), { class: "cite" }),
    below.length > 0 && el("ul", { class: "grown", "aria-label": `Grown out of ${item.question}` },
      below.map((each) => question(each, open))));
}

/** @param {any} report @param {import("./report_body.js").Place} at */
export function gaps(report, at) {
  return report.gaps.length > 0 && end(at, "gaps", "What was not found",
    el("ul", {}, report.gaps.map((/** @type {string} */ each) => el("li", {}, foreign(each)))));
}

/** @param {any} report @param {import("./report_body.js").Place} at */
export function failed(report, at) {
  const list = failureList(report.failures);
  return list && end(at, "failed", "What failed", /** @type {HTMLElement} */ (list.querySelector("ul")));
}

/**
 * @param {any} report
 * @param {import("./report_model.js").Shown["notes"]} notes by number, in an annotated list
 * @param {import("./report_body.js").Place} at
 */
export function sources(report, notes, at) {
  return report.references.length > 0 && end(at, "sources", "Sources",
    el("ol", { class: "references" }, report.references.map((/** @type {any} */ each) =>
      reference(each, (notes[each.number] ?? []).map((note) => paragraph(note, at.open))))));
}

/** @param {any} reference @param {HTMLElement[]} notes */
function reference({ number, source, pages, places }, notes) {
  const href = link(source.address);
  const title = foreign(source.title || place(source.address));
  const details = [
    source.author && foreign(source.author),
    source.published && foreign(source.published),
    el("span", {}, foreign(place(source.address))),
    `read ${day(source.read_at)}`,
    pages.length > 0 && `p. ${pages.join(", ")}`,
    places?.length > 0 && foreign(places.join(", ")),
    source.outdated && "outdated version",
  ].filter(Boolean);
  return el("li", { value: number },
    href ? el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, title) : title,
    el("span", { class: "meta" }, details.flatMap((each, at) => (at ? [" · ", each] : [each]))),
    notes);
}

/** @param {any} report @param {import("./report_body.js").Place} at */
export function aboutReport(report, at) {
  const { usage, question: { limits = {} } } = report;
  return end(at, "about", "About this report",
    el("dl", { class: "figures" },
      figure("Cost", cost(usage)),
      figure("Model calls", usage.calls),
      figure("Searches", `${usage.searches}${limits.max_searches ? ` of ${limits.max_searches}` : ""}`),
      figure("Sources read", report.sources_read),
      figure("Asked", day(report.question.asked_at))),
    report.notes.length > 0 && el("ul", { class: "notes" }, report.notes.map((/** @type {string} */ each) => el("li", {}, foreign(each)))));
}

/** @param {import("./report_body.js").Place} at @param {string} id @param {string} title @param {...any} children */
function end(at, id, title, ...children) {
  return el("section", { id: `${at.prefix}${id}`, class: "end", tabIndex: -1 },
    el(`h${at.level}`, {}, title), ...children);
}
