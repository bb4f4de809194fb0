/** Beside a plan: what it will probably take, and what it may take. */

import { el, field, figure, foreign } from "./dom.js";
import { duration, money } from "./words.js";

const LIMITS = [
  ["max_cost_usd", "Budget in USD", { min: 0, step: "any", placeholder: "none" }],
  ["max_seconds", "Seconds at most", { min: 1, step: 1, placeholder: "no limit" }],
  ["max_searches", "Searches", { min: 0, max: 500, step: 1, required: true }],
  ["max_rounds", "Further rounds", { min: 0, max: 5, step: 1, required: true }],
  ["max_sources_per_task", "Sources a round", { min: 1, max: 30, step: 1, required: true }],
  ["max_sub_questions", "Sub-questions", { min: 1, max: 12, step: 1, required: true }],
  ["words", "Words", { min: 100, max: 10000, step: 50, required: true }],
];

/**
 * @param {any} plan as it was proposed
 * @param {{limits: any}} draft its limits change with the fields
 * @param {() => void} note called after every change
 */
export function limitsAside(plan, draft, note) {
  const { estimate } = plan;
  return el(
    "aside",
    { "aria-label": "Estimate and limits" },
    el("h2", {}, "Estimate"),
    el("dl", { class: "figures" },
      figure("Cost", money(estimate.cost_usd)),
      figure("Time", duration(estimate.seconds)),
      figure("Searches", estimate.searches),
      figure("Model calls", estimate.model_calls)),
    el("h2", {}, "Limits"),
    el("div", { class: "limit-fields" }, LIMITS.map(([name, label, more]) =>
      limit(/** @type {string} */ (name), /** @type {string} */ (label), /** @type {object} */ (more), draft, note))),
    notes("Assumptions", plan.assumptions),
    notes("Open points", plan.open_points),
  );
}

/** @param {string} name @param {string} label @param {object} more @param {{limits: any}} draft @param {() => void} note */
function limit(name, label, more, draft, note) {
  const set = (/** @type {any} */ event) => {
    const { value } = event.target;
    if (!event.target.reportValidity()) return;
    draft.limits = { ...draft.limits, [name]: value === "" ? null : Number(value) };
    note();
  };
  return field(label, el("input", { type: "number", name, value: draft.limits[name] ?? "", ...more, onchange: set }));
}

/** @param {string} title @param {string[]} items */
function notes(title, items) {
  return items.length > 0 && el("div", {}, el("h2", {}, title),
    el("ul", { class: "notes" }, items.map((each) => el("li", {}, foreign(each)))));
}
