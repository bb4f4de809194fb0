/** The buttons that save a report as a file. */

import { button, el } from "./dom.js";
import { reportFile } from "./server.js";

const FORMATS = [
  ["Markdown", "md"], ["Word", "docx"], ["PDF", "pdf"], ["HTML", "html"],
  ["BibTeX", "bib"], ["RIS", "ris"], ["JSON", "json"],
];

/**
 * @param {string} threadId
 * @param {HTMLElement} problem where a refusal is told
 * @param {string} [turnId] of an earlier report; empty is the newest
 */
export function downloads(threadId, problem, turnId = "") {
  return el("div", { class: "downloads" }, FORMATS.map(([name, ending]) =>
    button(name, () => download(threadId, ending, turnId, problem))));
}

/** @param {string} threadId @param {string} ending @param {string} turnId @param {HTMLElement} problem */
async function download(threadId, ending, turnId, problem) {
  problem.hidden = true;
  const file = await reportFile(threadId, ending, turnId).catch((error) => {
    problem.textContent = error.message;
    problem.hidden = false;
  });
  if (!file) return;
  const href = URL.createObjectURL(file);
  const anchor = /** @type {HTMLAnchorElement} */ (el("a", { href, download: `report.${ending}` }));
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
