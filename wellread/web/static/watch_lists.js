/** What the run does now, in words: sub-questions with their branches, sections, failures. */

import { el, foreign } from "./dom.js";
import { coverageOf } from "./progress.js";
import { hasGrown, treeOf } from "./tree.js";
import { counted, place } from "./words.js";

const STEPS = {
  waiting: "Waiting",
  searching: "Searching",
  reading: "Reading",
  ranking: "Choosing passages",
  extracting: "Taking quotes",
  drafting: "Writing",
  checking: "Checking",
  rewriting: "Rewriting",
  done: "Done",
  failed: "Failed",
};
const COVERAGE = {
  covered: "covered",
  thin: "thin",
  none: "nothing found",
  searching: "being searched",
  searched: "searched",
  waiting: "waiting",
};
const MAX_FAILURES = 8;

/** @param {import("./progress.js").Progress} progress @param {boolean} stopped */
export function branchList(progress, stopped) {
  if (!progress.parts.length && !progress.branches.length) return null;
  const parts = progress.parts.length ? progress.parts : progress.branches.map((branch) => ({ id: branch.partId, question: branch.question }));
  return el(
    "section",
    { "aria-labelledby": "branches-title" },
    el("h2", { id: "branches-title" }, "Sub-questions"),
    hasGrown(progress.branches) && el("p", { class: "help" },
      `Names that are found become questions of their own, ${counted(progress.limits.max_rounds ?? 0, "round")} deep at most.`),
    el("ol", { class: "branches" }, parts.map((part) => partItem(progress, part, stopped))),
  );
}

/** @param {import("./progress.js").Progress} progress @param {{id: string, question: string}} part @param {boolean} stopped */
function partItem(progress, part, stopped) {
  const { share, status, findings, sources } = coverageOf(progress, part.id);
  const own = progress.branches.filter((branch) => branch.partId === part.id);
  return el(
    "li",
    {},
    el("div", { class: "part-line" },
      el("h3", {}, el("span", { class: "id" }, part.id), " ", foreign(part.question)),
      meter(share, status),
      el("span", { class: "number" }, `${counted(sources, "source")} · ${counted(findings, "finding")}`)),
    treeOf(own).map((root) => [branchLine(root.item, stopped), grownList(root, stopped)]).flat(),
  );
}

/**
 * The questions that grew out of what a branch found, as deep as they go.
 * @param {import("./tree.js").Grown<import("./progress.js").Branch>} grown
 * @param {boolean} stopped
 * @returns {HTMLElement | null}
 */
function grownList({ item, below }, stopped) {
  if (!below.length) return null;
  return el("ul", { class: "grown", "aria-label": `Grown out of ${item.question || item.id}` },
    below.map((each) => el("li", {},
      el("p", { class: "asked" },
        el("span", { class: "depth" }, `Depth ${each.depth}`), " ", foreign(each.item.question), " ",
        el("span", { class: "number" }, `${counted(each.item.sources, "source")} · ${counted(each.item.findings, "finding")}`)),
      each.item.quote && el("p", { class: "out-of" }, "Out of “", foreign(each.item.quote), "”"),
      branchLine({ ...each.item, round: 0 }, stopped),
      grownList(each, stopped))));
}

/** @param {import("./progress.js").Branch} branch @param {boolean} stopped */
function branchLine(branch, stopped) {
  const ended = ["done", "failed", "waiting"].includes(branch.step);
  const step = stopped && !ended ? "Stopped" : STEPS[/** @type {keyof typeof STEPS} */ (branch.step)];
  return el(
    "p",
    { class: `step ${branch.step}` },
    branch.round > 0 && el("span", { class: "round" }, `Round ${branch.round + 1}`),
    el("strong", {}, step),
    branch.detail && " ",
    branch.detail && foreign(branch.detail, "detail"),
  );
}

/** @param {number} share 0 to 1 @param {string} status */
function meter(share, status) {
  const bar = el("span", { class: "bar", "aria-hidden": "true" }, el("span"));
  /** @type {HTMLElement} */ (bar.firstChild).style.width = `${Math.round(100 * share)}%`;
  const words = COVERAGE[/** @type {keyof typeof COVERAGE} */ (status)] ?? status;
  return el("span", { class: `coverage ${status}` }, bar, el("span", {}, words));
}

/** @param {import("./progress.js").Progress} progress */
export function sectionList({ sections }) {
  if (!sections.length) return null;
  return el(
    "section",
    { "aria-labelledby": "sections-title" },
    el("h2", { id: "sections-title" }, "Sections"),
    el("ol", { class: "branches" }, sections.map((section) =>
      el("li", {},
        el("div", { class: "part-line" },
          el("h3", {}, foreign(section.title)),
          el("span", { class: `step ${section.step}` }, el("strong", {}, STEPS[/** @type {keyof typeof STEPS} */ (section.step)])),
          el("span", { class: "number" }, section.claims
            ? `${section.supported} of ${counted(section.claims, "sentence")} supported` : "")))))
  );
}

/** @param {any[]} failures */
export function failureList(failures) {
  if (!failures.length) return null;
  return el(
    "section",
    { "aria-labelledby": "failures-title" },
    el("h2", { id: "failures-title" }, "What failed"),
    el("ul", { class: "failures" },
      failures.slice(0, MAX_FAILURES).map(({ where, message, effect }) =>
        el("li", {}, el("strong", {}, foreign(place(where))), " ", foreign(message), effect && ` (${effect})`)),
      failures.length > MAX_FAILURES && el("li", {}, `and ${failures.length - MAX_FAILURES} more`)),
  );
}
