/** How the report should be, and what the run may use. */

import { templateField } from "./ask_template.js";
import { el, field } from "./dom.js";
import { limitField } from "./limit_fields.js";
import { sectionsOf } from "./template.js";

const KINDS = {
  report: "Report",
  brief: "A paragraph",
  detailed: "Long report with chapters",
  outline: "Outline",
  sources: "Sources with notes",
  custom: "Own sections",
};
const LANGUAGES = { "": "As the question", en: "English", de: "German", zh: "Chinese" };
const STYLES = {
  numbered: "Numbered", apa: "APA", mla: "MLA", chicago: "Chicago", ieee: "IEEE",
};

/** @param {any} offered */
export function formField(offered) {
  const template = templateField();
  const chosen = (/** @type {string} */ kind) => {
    template.hidden = template.disabled = kind !== "custom";
  };
  const kinds = select("kind", KINDS, (kind) => chosen(kind));
  chosen("report");
  const details = /** @type {HTMLDetailsElement} */ (el(
    "details",
    { class: "limits" },
    el("summary", {}, "Form and limits"),
    el(
      "div",
      { class: "row" },
      field("Kind", kinds),
      field("Language", select("language", LANGUAGES)),
      field("Citations in files", select("style", STYLES)),
      field("Tone", el("input", { type: "text", name: "tone", maxLength: 100, placeholder: "plain and precise" })),
      field("Pictures of the sources to name", number("images", { min: 0, max: 20, step: 1, placeholder: "none" })),
      field("Words", number("words", { min: 100, max: 10000, step: 50, placeholder: "by kind" })),
      limitField("max_cost_usd", null),
      field("Minutes of research", number("minutes", { min: 1, step: 1, placeholder: "no limit" })),
      limitField("max_searches", null, { required: false, placeholder: "by kind" }),
    ),
    template,
    check("auto_approve", "Start without asking me about the plan"),
    offered.models &&
      check("extractive", "Use no language model: a report of verbatim sentences, at no cost"),
  ));
  // A field that does not fit could not be shown in what is folded.
  details.addEventListener("invalid", () => { details.open = true; }, { capture: true });
  return details;
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
    template: sectionsOf(
      given.getAll("section_title").map(String), given.getAll("section_instructions").map(String)),
    max_cost_usd: figure("max_cost_usd"),
    max_searches: figure("max_searches"),
    max_seconds: minutes === null ? null : minutes * 60,
    auto_approve: given.has("auto_approve"),
    use_models: !given.has("extractive"),
  };
}

/** @param {string} name @param {Record<string, string>} choices @param {(value: string) => void} [onchange] */
function select(name, choices, onchange) {
  const changed = onchange && ((/** @type {any} */ event) => onchange(event.target.value));
  return el("select", { name, onchange: changed }, Object.entries(choices).map(([value, label]) => el("option", { value }, label)));
}

/** @param {string} name @param {object} rest */
function number(name, rest) {
  return el("input", { type: "number", name, inputMode: "decimal", ...rest });
}

/** @param {string} name @param {string} label */
function check(name, label) {
  return el("label", { class: "choice" }, el("input", { type: "checkbox", name }), el("span", {}, label));
}
