/** A run that ended with an error: what went wrong, and how it goes on. */

import { button, el, foreign, heading, show } from "./dom.js";
import { goOn } from "./server.js";
import { askedIn, failureOf } from "./stage.js";
import { keepDraft } from "./view_ask.js";
import { higherLimits } from "./view_watch.js";

/**
 * @param {{reload: () => void, go: (id: string) => void}} context
 * @param {{id: string, state: any, run: any}} thread
 */
export function failedView(context, thread) {
  const question = thread.state.values?.turn?.text;
  const taken = question !== undefined;
  show(
    "Failed",
    el(
      "section",
      { class: "narrow" },
      el("p", { class: "kicker" }, taken ? "The run has failed" : "The question could not be taken"),
      heading(question ?? askedIn(thread.run)),
      el("p", { role: "alert", class: "problem" }, foreign(failureOf(thread))),
      taken
        ? el("p", {}, "What was paid for is kept: going on does not pay for it again.")
        : el("p", {}, "Nothing was spent. Change the question or where to look, and ask again."),
      el("div", { class: "actions" }, taken
        ? [again(context, thread), higherLimits(context, thread, thread.state.values.turn, false)]
        : change(context, thread)),
    ),
  );
}

/** @param {{reload: () => void}} context @param {{id: string, state: any}} thread */
function again(context, thread) {
  return button("Go on", async () => {
    await goOn(thread.id, thread.state.checkpoint);
    context.reload();
  }, { class: "primary" });
}

/** @param {{go: (id: string) => void}} context @param {{run: any}} thread */
function change(context, thread) {
  return button("Change the question", () => {
    keepDraft(askedIn(thread.run));
    context.go("");
  }, { class: "primary" });
}
