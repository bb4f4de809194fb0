/** How the report should be, and what the run may use. */

import { el, field } from "./dom.js";

const KINDS = {
  report: "Report",
  brief: "A paragraph",
  detailed: "Long report with chapters",
  outline: "Outline",
  sources: "Sources with notes",
};
const LANGUAGES = { "": "As the question", en: "English", de: "German", zh: "Chinese" };
const STYLES = {
  numbered: "Numbered", apa: "APA", mla: "MLA", chicago: "Chicago", ieee: "IEEE",
};

/** @param {any} offered */
export function formField(offered) {
  return el(
    "details",
    { class: "limits" },
    el("summary", {}, "Form and limits"),
    el(
      "div",
      { class: "row" },
      field("Kind", select("kind", KINDS)),
      field("Language", select("language", LANGUAGES)),
      field("Citations in files", select("style", STYLES)),
      field("Tone", el("input", { type: "text", name: "tone", maxLength: 100, placeholder: "plain and precise" })),
      field("Pictures of the sources to name", number("images", { min: 0, max: 20, step: 1, placeholder: "none" })),
      field("Words", number("words", { min: 100, max: 10000, step: 50, placeholder: "by kind" })),
      field("Budget in USD", number("max_cost_usd", { min: 0, step: "any", placeholder: "none" })),
      field("Minutes of research", number("minutes", { min: 1, step: 1, placeholder: "no limit" })),
    ),
    check("auto_approve", "Start without asking me about the plan"),
    offered.models &&
      check("extractive", "Use no language model: a report of verbatim sentences, at no cost"),
  );
}

/** @param {FormData} given @returns {Record<string, unknown>} in the words of the run's options */
export function chosenForm(given) {
  const figure = (/** @type {string} */ name) =>
    given.get(name) === "" ? null : Number(given.get(name));
  const minutes = figure("minutes");
  return {
    kind: given.get("kind"),
    language: given.get("language"),
    style: given.get("style"),
    tone: String(given.get("tone")).trim(),
    words: figure("words"),
    images: figure("images") ?? 0,
    max_cost_usd: figure("max_cost_usd"),
    max_seconds: minutes === null ? null : minutes * 60,
    auto_approve: given.has("auto_approve"),
    use_models: !given.has("extractive"),
  };
}

/** @param {string} name @param {Record<string, string>} choices */
function select(name, choices) {
  return el("select", { name }, Object.entries(choices).map(([value, label]) => el("option", { value }, label)));
}

/** @param {string} name @param {object} rest */
function number(name, rest) {
  return el("input", { type: "number", name, inputMode: "decimal", ...rest });
}

/** @param {string} name @param {string} label */
function check(name, label) {
  return el("label", { class: "choice" }, el("input", { type: "checkbox", name }), el("span", {}, label));
}
