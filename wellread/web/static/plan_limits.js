/** Beside a plan: what it will probably take, and what it may take. */

import { el, figure, foreign } from "./dom.js";
import { LIMITS, limitField } from "./limit_fields.js";
import { duration, money } from "./words.js";

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
    el("div", { class: "limit-fields" }, LIMITS.map((name) => limit(name, draft, note))),
    notes("Assumptions", plan.assumptions),
    notes("Open points", plan.open_points),
  );
}

/** @param {string} name @param {{limits: any}} draft @param {() => void} note */
function limit(name, draft, note) {
  const set = (/** @type {any} */ event) => {
    const { value } = event.target;
    if (!event.target.reportValidity()) return;
    draft.limits = { ...draft.limits, [name]: value === "" ? null : Number(value) };
    note();
  };
  return limitField(name, draft.limits[name], { onchange: set });
}

/** @param {string} title @param {string[]} items */
function notes(title, items) {
  return items.length > 0 && el("div", {}, el("h2", {}, title),
    el("ul", { class: "notes" }, items.map((each) => el("li", {}, foreign(each)))));
}
