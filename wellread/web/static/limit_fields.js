/** What a run may use, as fields of a form: the same bounds wherever limits are asked for. */

import { el, field } from "./dom.js";
import { givenLimits } from "./limits.js";

/** @type {Record<string, [string, Record<string, unknown>]>} */
const FIELDS = {
  max_cost_usd: ["Budget in USD", { min: 0, step: "any", placeholder: "none" }],
  max_seconds: ["Seconds at most", { min: 1, step: "any", placeholder: "no limit" }],
  max_searches: ["Searches", { min: 0, max: 500, step: 1, required: true }],
  max_rounds: ["Further rounds", { min: 0, max: 5, step: 1, required: true }],
  max_sources_per_task: ["Sources a round", { min: 1, max: 30, step: 1, required: true }],
  max_sub_questions: ["Sub-questions", { min: 1, max: 12, step: 1, required: true }],
  words: ["Words", { min: 100, max: 10000, step: 50, required: true }],
};
export const LIMITS = Object.keys(FIELDS);
/** What a run spends: these may be others for a run that there is already. */
const SPENT = ["max_cost_usd", "max_seconds", "max_searches"];

/**
 * @param {string} name
 * @param {number | null | undefined} value
 * @param {Record<string, unknown>} [more]
 * @returns {HTMLElement} the labelled field
 */
export function limitField(name, value, more = {}) {
  const [label, bounds] = FIELDS[name];
  return field(label, el("input", {
    type: "number", name, inputMode: "decimal", value: value ?? "", ...bounds, ...more,
  }));
}

/**
 * A folded form for what a run spends, filled with what it may spend now.
 * @param {{title: string, help: string, submit: string, limits: any, atLeast?: boolean}} words with
 *   `atLeast`, no limit may be lower than it is, and what has none keeps none
 * @param {(changed: Record<string, number | null>) => Promise<unknown>} use what was changed alone
 */
export function limitsForm({ title, help, submit, limits, atLeast = false }, use) {
  const problem = el("p", { role: "alert", class: "problem", hidden: true });
  const send = el("button", { type: "submit" }, submit);
  const fields = SPENT.map((name) => {
    const now = limits[name];
    const none = now === null || now === undefined;
    return limitField(name, now, atLeast ? { min: now ?? 0, disabled: none, required: !none } : {});
  });
  const onsubmit = async (/** @type {any} */ event) => {
    event.preventDefault();
    problem.hidden = true;
    send.toggleAttribute("disabled", true);
    try {
      await use(givenLimits(new FormData(event.target), limits));
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
    } finally {
      send.toggleAttribute("disabled", false);
    }
  };
  return el("details", { class: "other-limits" },
    el("summary", { class: "button" }, title),
    el("form", { onsubmit },
      el("p", { class: "help" }, help),
      el("div", { class: "limit-fields" }, fields),
      send, problem));
}
