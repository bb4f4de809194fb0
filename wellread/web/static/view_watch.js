/** Watch: the graph as it runs, each branch with what it does now, coverage, time and money. */

import { button, el, figure, heading, show } from "./dom.js";
import { followed } from "./follow.js";
import { drawn, layout } from "./picture.js";
import { limitsForm } from "./limit_fields.js";
import { found, progressOf, withEvent, withState } from "./progress.js";
import { clock, goOn, loadThread, raiseLimits, stop, usage, writeNow } from "./server.js";
import { currentValues } from "./stage.js";
import { branchList, failureList, sectionList } from "./watch_lists.js";
import { cost, duration, money } from "./words.js";

const PHASE_WORDS = {
  intake: "Taking the question in",
  plan: "Making a plan",
  approve: "Looking at your answer",
  research: "Researching",
  review: "Reviewing what was found",
  writing: "Writing and checking",
  finish: "Finishing the report",
};
/** Phases at whose beginning the stored state holds something new. */
const TELLING = ["dispatch", "review", "outline"];

/**
 * @param {{signal: AbortSignal, reload: () => void}} context
 * @param {{id: string, state: any, run: any}} thread
 */
export async function watchView(context, thread) {
  const values = currentValues(thread);
  const running = ["pending", "running"].includes(thread.run?.status);
  const parts = frame(context, thread, values.turn, running);
  let progress = progressOf(values);
  if (values.phase) progress.usage = await usage(thread.id).catch(() => null);
  let drawing = 0;
  const draw = () => {
    drawing = 0;
    if (!context.signal.aborted) fill(parts, progress, running);
  };
  const later = () => {
    drawing ||= requestAnimationFrame(draw);
  };
  if (context.signal.aborted) return;
  show(values.turn?.text || "Research", Object.values(parts.shown));
  draw();
  if (!running) return;
  tick(context.signal, parts.elapsed, thread.run.created_at);
  const onEvent = (/** @type {any} */ event) => {
    progress = withEvent(progress, event);
    if (event.type === "phase" && TELLING.includes(event.phase)) {
      loadThread(thread.id)
        .then((now) => { progress = withState(progress, currentValues(now)); later(); })
        .catch(() => undefined);
    }
    later();
  };
  followed(thread, context.signal, onEvent).then(() => {
    if (!context.signal.aborted) context.reload();
  });
}

/**
 * Everything that stays while the run goes on; what changes is filled in.
 * @param {{reload: () => void}} context
 * @param {{id: string, state: any, run: any}} thread
 * @param {any} turn
 * @param {boolean} running
 */
function frame(context, thread, turn, running) {
  const problem = el("p", { role: "alert", class: "problem", hidden: true });
  const attempt = async (/** @type {() => Promise<unknown>} */ action) => {
    try {
      problem.hidden = true;
      await action();
    } catch (error) {
      halt.toggleAttribute("disabled", false);
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
    }
  };
  const now = button("Write now", () => attempt(async () => {
    await writeNow(thread.id);
    now.replaceChildren("Will write after what is under way");
    now.toggleAttribute("disabled", true);
  }), { title: "Stop searching and write the report from what is there" });
  const halt = button("Stop", () => attempt(async () => {
    halt.toggleAttribute("disabled", true);
    await stop(thread.id, thread.run.run_id);
    context.reload();
  }));
  const on = button("Go on", () => attempt(async () => {
    await goOn(thread.id, thread.state.checkpoint);
    context.reload();
  }), { class: "primary" });
  const boxes = {
    phase: el("p", { class: running ? "kicker live" : "kicker", role: "status" }),
    figures: el("dl", { class: "figures wide" }),
    picture: el("div", { class: "picture-box", tabIndex: 0, role: "img", "aria-label": "The graph of the run, told in the list below" }),
    lists: el("div", { class: "watch-lists" }),
  };
  const higher = higherLimits(context, thread, turn, running);
  const actions = el("div", { class: "actions" }, ...(running ? [now, halt] : [on]), higher);
  const title = heading(turn?.text || "Taking the question in");
  return {
    ...boxes,
    title,
    now,
    elapsed: el("span", {}, running ? "0 s" : "–"),
    shown: { phase: boxes.phase, title, figures: boxes.figures, actions, problem, picture: boxes.picture, lists: boxes.lists },
  };
}

/**
 * More of what a run may use: for one at work from its next call on, and one that lies still goes on.
 * @param {{reload: () => void}} context
 * @param {{id: string, state: any}} thread
 * @param {any} turn
 * @param {boolean} running
 * @returns {HTMLElement | null} none where nobody approved its limits: those stay
 */
export function higherLimits(context, thread, turn, running) {
  if (!turn?.limits || turn.auto_approve) return null;
  const words = {
    title: "Raise limits …",
    help: "They hold from the next call on. What was found and paid for stays.",
    submit: running ? "Raise" : "Raise and go on",
    limits: turn.limits,
    atLeast: true,
  };
  return limitsForm(words, async (higher) => {
    await raiseLimits(thread.id, /** @type {Record<string, number>} */ (higher));
    if (!running) await goOn(thread.id, thread.state.checkpoint);
    context.reload();
  });
}

/**
 * @param {ReturnType<typeof frame>} parts
 * @param {import("./progress.js").Progress} progress
 * @param {boolean} running
 */
function fill(parts, progress, running) {
  const words = PHASE_WORDS[/** @type {keyof typeof PHASE_WORDS} */ (progress.phase)] ?? progress.phase;
  const said = running ? words : "Stopped. What was paid for is kept: going on does not pay for it again.";
  if (parts.phase.textContent !== said) parts.phase.textContent = said;
  parts.now.hidden = progress.phase !== "research";
  const { sources, findings } = found(progress);
  const spent = progress.usage;
  const { max_cost_usd: budget, max_searches: searches } = progress.limits;
  parts.figures.replaceChildren(
    figure("Time", parts.elapsed),
    figure("Cost", spent ? cost(spent) : "–"),
    figure("Budget", budget === null || budget === undefined ? "none" : money(budget)),
    figure("Searches", `${spent?.searches ?? 0}${searches ? ` of ${searches}` : ""}`),
    figure("Sources read", sources),
    figure("Findings", findings),
  );
  const drawing = progress.parts.length > 0 || progress.branches.length > 0;
  parts.picture.hidden = !drawing;
  if (drawing) parts.picture.replaceChildren(drawn(layout(progress, !running)));
  const lists = [branchList(progress, !running), sectionList(progress), failureList(progress.failures)];
  parts.lists.replaceChildren(...lists.filter((list) => list !== null));
}

/** @param {AbortSignal} signal @param {HTMLElement} place @param {string} since */
function tick(signal, place, since) {
  const write = () => {
    place.textContent = duration((Date.now() + clock.ahead - Date.parse(since)) / 1000);
  };
  write();
  const timer = setInterval(write, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
}
