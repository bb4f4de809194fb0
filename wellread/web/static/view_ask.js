/** Ask: the question, where to look, what it may cost; and the newest runs. */

import { el, field, show } from "./dom.js";
import { chosenSources, sourcesField } from "./ask_sources.js";
import { runsSection } from "./run_list.js";
import { ask, choices, makeThread } from "./server.js";

const DRAFT = "wellread.question";
const DEPTHS = {
  quick: {
    label: "Quick",
    help: "3 sub-questions, no second round",
    limits: { max_rounds: 0, max_sub_questions: 3, max_searches: 10, max_sources_per_task: 5, words: 700 },
  },
  standard: {
    label: "Standard",
    help: "up to 6 sub-questions, one further round",
    limits: { max_rounds: 1, max_sub_questions: 6, max_searches: 30, max_sources_per_task: 8, words: 1500 },
  },
  thorough: {
    label: "Thorough",
    help: "up to 10 sub-questions, two further rounds",
    limits: { max_rounds: 2, max_sub_questions: 10, max_searches: 80, max_sources_per_task: 12, words: 3500 },
  },
};

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
      oninput: () => sessionStorage.setItem(DRAFT, question.value),
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
      limitsField(offered),
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
      await ask(thread.id, question.value.trim(), await optionsOf(form, thread));
      sessionStorage.removeItem(DRAFT);
      sessionStorage.removeItem("wellread.uploads");
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
    Object.entries(DEPTHS).map(([name, { label, help }]) =>
      el(
        "label",
        { class: "choice" },
        el("input", { type: "radio", name: "depth", value: name, checked: name === "standard" }),
        el("span", {}, label, el("small", {}, help)),
      ),
    ),
  );
}

/** @param {any} offered */
function limitsField(offered) {
  const number = (/** @type {string} */ name, /** @type {object} */ rest) =>
    el("input", { type: "number", name, inputMode: "decimal", ...rest });
  return el(
    "details",
    { class: "limits" },
    el("summary", {}, "Length and limits"),
    el(
      "div",
      { class: "row" },
      field("Words", number("words", { min: 100, max: 10000, step: 50, placeholder: "by depth" })),
      field("Budget in USD", number("max_cost_usd", { min: 0, step: "any", placeholder: "none" })),
      field("Minutes of research", number("minutes", { min: 1, step: 1, placeholder: "no limit" })),
    ),
    el("label", { class: "choice" },
      el("input", { type: "checkbox", name: "auto_approve" }),
      el("span", {}, "Start without asking me about the plan")),
    offered.models &&
      el("label", { class: "choice" },
        el("input", { type: "checkbox", name: "extractive" }),
        el("span", {}, "Use no language model: a report of verbatim sentences, at no cost")),
  );
}

/**
 * What the request chooses, in the words of the run's options.
 * @param {HTMLFormElement} form
 * @param {{id: string}} thread
 */
async function optionsOf(form, thread) {
  const given = new FormData(form);
  const { limits } = DEPTHS[/** @type {keyof typeof DEPTHS} */ (given.get("depth"))];
  const number = (/** @type {string} */ name) => Number(given.get(name)) || null;
  const minutes = number("minutes");
  return {
    ...limits,
    ...chosenSources(given, thread),
    words: number("words") ?? limits.words,
    max_cost_usd: given.get("max_cost_usd") === "" ? null : Number(given.get("max_cost_usd")),
    max_seconds: minutes === null ? null : minutes * 60,
    auto_approve: given.has("auto_approve"),
    use_models: !given.has("extractive"),
  };
}
