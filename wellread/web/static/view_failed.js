/** A run that ended with an error: what went wrong, and how it goes on. */

import { button, el, foreign, heading, show } from "./dom.js";
import { goOn } from "./server.js";
import { failureOf } from "./stage.js";

/**
 * @param {{reload: () => void}} context
 * @param {{id: string, state: any, run: any}} thread
 */
export function failedView(context, thread) {
  const { state } = thread;
  const question = state.values?.turn?.text ?? "";
  const again = async () => {
    await goOn(thread.id, state.checkpoint);
    context.reload();
  };
  show(
    "Failed",
    el(
      "section",
      { class: "narrow" },
      el("p", { class: "kicker" }, "The run has failed"),
      heading(question || "The question could not be taken"),
      el("p", { role: "alert", class: "problem" }, foreign(failureOf(thread))),
      el("p", {}, "What was paid for is kept: going on does not pay for it again."),
      el(
        "div",
        { class: "actions" },
        button("Go on", again, { class: "primary" }),
        el("a", { class: "button", href: "#/" }, "Ask something else"),
      ),
    ),
  );
}
