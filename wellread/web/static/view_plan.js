/** Plan: edit it, see what it will take, approve it or send it back. */

import { button, el, field, foreign, heading, show } from "./dom.js";
import { added, changed, moved, removed, same, tidied } from "./plan_edit.js";
import { answer, newestRun } from "./server.js";
import { interruptOf, proposalOf } from "./stage.js";
import { limitsAside } from "./plan_limits.js";

const LOOK_MS = 3000;

/**
 * @param {{signal: AbortSignal, reload: () => void}} context
 * @param {{id: string, state: any, run: any}} thread
 */
export function planView(context, thread) {
  const proposed = proposalOf(thread.state);
  const interruptId = /** @type {any} */ (interruptOf(thread.state)).id;
  const question = thread.state.values.turn.text;
  const draft = kept(thread, interruptId) ?? { plan: proposed.plan, limits: proposed.limits };
  const list = el("ol", { class: "plan" });
  const limits = limitsAside(proposed.plan, draft, () => note());
  const approve = button("", () => {
    const wrong = /** @type {HTMLInputElement | null} */ (limits.querySelector(":invalid"));
    if (wrong) wrong.reportValidity();
    else send(decision());
  }, { class: "primary" });
  const problem = el("p", { role: "alert", class: "problem", hidden: true });
  const said = el("p", { role: "status", class: "visually-hidden" });

  const edited = () => !same(tidied(draft.plan, proposed.plan), proposed.plan)
    || !same(draft.limits, proposed.limits);
  const decision = () => edited()
    ? { type: "edit", edited_action: { name: "research",
        args: { plan: tidied(draft.plan, proposed.plan), limits: draft.limits } } }
    : { type: "approve" };
  const note = () => {
    sessionStorage.setItem(draftKey(thread), JSON.stringify({ interruptId, ...draft }));
    approve.textContent = edited() ? "Approve with these changes" : "Approve and start";
  };
  const change = (/** @type {any} */ plan, /** @type {string} */ focus = "", words = "") => {
    draft.plan = plan;
    list.replaceChildren(...draft.plan.sub_questions.map((/** @type {any} */ _, /** @type {number} */ at) =>
      card(draft, at, change, note)));
    said.textContent = words;
    note();
    if (focus) /** @type {HTMLElement | null} */ (document.getElementById(focus))?.focus();
  };
  const send = async (/** @type {object} */ chosen) => {
    approve.toggleAttribute("disabled", true);
    problem.hidden = true;
    try {
      await answer(thread.id, interruptId, chosen);
      sessionStorage.removeItem(draftKey(thread));
      context.reload();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
    } finally {
      approve.toggleAttribute("disabled", false);
    }
  };

  show(
    question,
    el("p", { class: "kicker" }, "The plan waits for your word"),
    heading(question),
    proposed.faults.length > 0 &&
      el("div", { role: "alert", class: "problem" },
        el("p", {}, "Your last change could not be used:"),
        el("ul", {}, proposed.faults.map((each) => el("li", {}, foreign(each))))),
    el(
      "div",
      { class: "columns" },
      el(
        "section",
        { "aria-label": "Sub-questions" },
        list,
        button("Add a sub-question", () => {
          const more = added(draft.plan);
          change(more, `part-${more.sub_questions.length - 1}`, "A sub-question was added.");
        }),
        el("div", { class: "actions sticky" }, approve, sendBack(send)),
        problem,
        said,
      ),
      limits,
    ),
  );
  change(draft.plan);
  leaveWhenAnswered(context, thread);
}

/** @param {any} draft @param {number} at @param {Function} change @param {() => void} note */
function card(draft, at, change, note) {
  const plan = draft.plan;
  const part = plan.sub_questions[at];
  const set = (/** @type {object} */ update) => {
    draft.plan = changed(draft.plan, at, update);
    note();
  };
  const name = `Sub-question ${at + 1}`;
  const last = plan.sub_questions.length - 1;
  return el(
    "li",
    { class: "card" },
    area(part.question, name, { id: `part-${at}`, class: "part" }, (question) => set({ question })),
    after(plan, part),
    queries(draft, at, set, change),
    el(
      "div",
      { class: "tools" },
      button("Up", () => change(moved(draft.plan, at, at - 1), `up-${at - 1 || 0}`, `${name} moved up.`),
        { id: `up-${at}`, disabled: at === 0, "aria-label": `Move ${name} up` }),
      button("Down", () => change(moved(draft.plan, at, at + 1), `down-${at + 1}`, `${name} moved down.`),
        { id: `down-${at}`, disabled: at === last, "aria-label": `Move ${name} down` }),
      button("Remove", () => change(removed(draft.plan, at), `part-${Math.max(0, at - 1)}`, `${name} removed.`),
        { disabled: last === 0, "aria-label": `Remove ${name}` }),
    ),
  );
}

/** @param {any} plan @param {any} part */
function after(plan, part) {
  const numbers = part.after
    .map((/** @type {string} */ id) => plan.sub_questions.findIndex((/** @type {any} */ each) => each.id === id) + 1)
    .filter((/** @type {number} */ number) => number > 0);
  return numbers.length > 0 && el("p", { class: "help" }, `Begins when ${numbers.join(" and ")} is answered.`);
}

/** @param {any} draft @param {number} at @param {(update: object) => void} set @param {Function} change */
function queries(draft, at, set, change) {
  const now = () => draft.plan.sub_questions[at].queries;
  return el(
    "ul",
    { class: "queries", "aria-label": `Searches of sub-question ${at + 1}` },
    now().map((/** @type {string} */ query, /** @type {number} */ i) =>
      el(
        "li",
        {},
        el("input", {
          type: "text", id: `query-${at}-${i}`, value: query, "aria-label": `Search ${i + 1}`, dir: "auto",
          oninput: (/** @type {any} */ event) =>
            set({ queries: now().map((/** @type {string} */ each, /** @type {number} */ j) => (j === i ? event.target.value : each)) }),
        }),
        button("×", () => change(changed(draft.plan, at,
          { queries: now().filter((/** @type {string} */ _, /** @type {number} */ j) => j !== i) }), `part-${at}`),
          { class: "plain", "aria-label": `Remove search ${i + 1}` }),
      ),
    ),
    el("li", {}, button("Add a search", () =>
      change(changed(draft.plan, at, { queries: [...now(), ""] }), `query-${at}-${now().length}`),
      { class: "plain" })),
  );
}

/** @param {string} value @param {string} label @param {object} more @param {(text: string) => void} set */
function area(value, label, more, set) {
  return el("textarea", {
    rows: 2, value, "aria-label": label, dir: "auto", ...more,
    oninput: (/** @type {any} */ event) => set(event.target.value),
  });
}

/** @param {(decision: object) => void} send */
function sendBack(send) {
  const remark = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 3, name: "remark" }));
  return el(
    "details",
    { class: "send-back" },
    el("summary", { class: "button" }, "Send back …"),
    field("What should be different?", remark, "The planner makes a new plan with your remark in mind."),
    button("Send back", () => send({ type: "reject", message: remark.value.trim() })),
  );
}

/** @param {{id: string}} thread */
const draftKey = (thread) => `wellread.plan.${thread.id}`;

/** @param {{id: string}} thread @param {string} interruptId @returns {any} what was changed before a reload */
function kept(thread, interruptId) {
  const stored = JSON.parse(sessionStorage.getItem(draftKey(thread)) ?? "null");
  return stored?.interruptId === interruptId ? { plan: stored.plan, limits: stored.limits } : null;
}

/**
 * The plan may be answered in another tab, or by somebody else.
 * @param {{signal: AbortSignal, reload: () => void}} context
 * @param {{id: string, run: any}} thread
 */
function leaveWhenAnswered(context, thread) {
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const run = await newestRun(thread.id).catch(() => thread.run);
    if (!context.signal.aborted && run && run.run_id !== thread.run?.run_id) context.reload();
  }, LOOK_MS);
  context.signal.addEventListener("abort", () => clearInterval(timer));
}
