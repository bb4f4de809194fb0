/** Ask: the question, where to look, what it may cost; and the newest runs. */

import { chosenForm, formField } from "./ask_form.js";
import { chosenSources, forgetUploads, sourcesField } from "./ask_sources.js";
import { el, show } from "./dom.js";
import { runsSection } from "./run_list.js";
import { ask, choices, makeThread } from "./server.js";

const DRAFT = "wellread.question";
const DEPTHS = {
  quick: ["Quick", "one search, one pass"],
  standard: ["Standard", "a plan of sub-questions, and a second look"],
  deep: ["Deep", "new questions grow out of what is found"],
};

/** @param {string} question that the form shows when it is opened next */
export function keepDraft(question) {
  sessionStorage.setItem(DRAFT, question);
}

/**
 * @param {{signal: AbortSignal, go: (id: string) => void}} context
 * @param {string} [threadId] a thread in which nothing was asked yet
 */
export async function askView(context, threadId = "") {
  const offered = await choices();
  if (context.signal.aborted) return;
  const question = /** @type {HTMLTextAreaElement} */ (
    el("textarea", {
      rows: 3, required: true, maxLength: 4000, name: "question", class: "question",
      placeholder: "What do you want to know?", value: sessionStorage.getItem(DRAFT) ?? "",
      "aria-label": "Your question",
      oninput: () => keepDraft(question.value),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      },
    })
  );
  const thread = { id: threadId };
  const problem = el("p", { role: "alert", class: "problem", hidden: true });
  const submit = el("button", { type: "submit", class: "primary" }, "Make a plan");
  const form = /** @type {HTMLFormElement} */ (
    el(
      "form",
      { class: "ask" },
      el("h1", { class: "quiet" }, "What should be researched?"),
      question,
      sourcesField(offered, thread, problem),
      depthField(),
      formField(offered),
      el("div", { class: "actions" }, submit,
        el("span", { class: "help" }, "Nothing is searched before you have approved the plan.")),
      problem,
    )
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.toggleAttribute("disabled", true);
    problem.hidden = true;
    try {
      thread.id ||= await makeThread();
      await ask(thread.id, question.value.trim(), optionsOf(form, thread));
      sessionStorage.removeItem(DRAFT);
      forgetUploads();
      context.go(thread.id);
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
    } finally {
      submit.toggleAttribute("disabled", false);
    }
  });
  const auto = /** @type {HTMLInputElement} */ (form.elements.namedItem("auto_approve"));
  auto.addEventListener("change", () => {
    submit.textContent = auto.checked ? "Start the research" : "Make a plan";
  });
  show("", el("div", { class: "columns" }, form, await runsSection(context.signal)));
}

function depthField() {
  return el(
    "fieldset",
    { class: "depth" },
    el("legend", {}, "Depth"),
    Object.entries(DEPTHS).map(([value, [label, help]]) =>
      el(
        "label",
        { class: "choice" },
        el("input", { type: "radio", name: "depth", value, checked: value === "standard" }),
        el("span", {}, label, el("small", {}, help)),
      ),
    ),
  );
}

/**
 * What the request chooses, in the words of the run's options.
 * @param {HTMLFormElement} form
 * @param {{id: string}} thread
 */
function optionsOf(form, thread) {
  const given = new FormData(form);
  return { depth: given.get("depth"), ...chosenSources(given, thread), ...chosenForm(given) };
}
