/** The reports of a thread's earlier questions: folded, fetched when they are opened first. */

import { el, foreign } from "./dom.js";
import { reportBody } from "./report_body.js";
import { downloads } from "./report_files.js";
import { earlierReport } from "./server.js";
import { earlierTurns } from "./stage.js";

/**
 * @param {string} threadId
 * @param {any} values the thread's state
 * @param {(findingId: string, turnId: string) => void} open
 */
export function earlierReports(threadId, values, open) {
  /** @type {Map<string, Promise<any>>} */
  const asked = new Map();
  /** @type {Map<string, HTMLDetailsElement>} */
  const folded = new Map();
  const fetched = (/** @type {string} */ turnId) => {
    const known = asked.get(turnId) ?? earlierReport(threadId, turnId);
    asked.set(turnId, known);
    known.catch(() => asked.delete(turnId));
    return known;
  };
  const one = (/** @type {import("./stage.js").EarlierTurn} */ turn) => {
    const place = el("div", { class: "earlier-report" }, el("p", { role: "status" }, "Opening the report …"));
    const details = /** @type {HTMLDetailsElement} */ (
      el("details", { class: "earlier", ontoggle: () => details.open && fill(place, turn) },
        el("summary", {}, el("h3", {}, foreign(turn.question))), place)
    );
    folded.set(turn.turnId, details);
    return details;
  };
  const fill = async (/** @type {HTMLElement} */ place, /** @type {import("./stage.js").EarlierTurn} */ turn) => {
    if (place.dataset.filled) return;
    place.dataset.filled = "yes";
    try {
      const { report, shown, findings } = await fetched(turn.turnId);
      const problem = el("p", { role: "alert", class: "problem", hidden: true });
      const known = Object.fromEntries(findings.map((/** @type {any} */ each) => [each.id, each]));
      place.lang = report.question.form?.language || "en";
      place.replaceChildren(
        el("p", { class: "method" }, foreign(report.method)),
        ...reportBody(report, shown, known, {
          level: 4,
          prefix: `${turn.turnId}-`,
          open: (findingId) => open(findingId, turn.turnId),
        }),
        downloads(threadId, problem, turn.turnId),
        problem,
      );
    } catch (error) {
      // Its text is there in any case, if not its evidence.
      place.replaceChildren(
        el("p", { role: "alert", class: "problem" }, /** @type {Error} */ (error).message),
        el("div", { class: "stored", dir: "auto" }, turn.markdown),
      );
    }
  };
  const turns = earlierTurns(values);
  const element = turns.length > 0 &&
    el("section", { class: "earlier-reports" }, el("h2", {}, "Earlier in this conversation"), turns.map(one));
  return {
    element,
    /** @param {string} turnId @returns {Promise<any>} */
    reportOf: async (turnId) => (await fetched(turnId)).report,
    /** @param {string} turnId */
    unfold: (turnId) => folded.get(turnId)?.setAttribute("open", ""),
  };
}
