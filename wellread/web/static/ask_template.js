/** The sections of a report of one's own: headings, and what each section should do. */

import { button, el, field } from "./dom.js";
import { MOST, sectionsIn, withMoved } from "./template.js";

const DRAFT = "wellread.template";

/**
 * The form of the sections; its fields count only while it is not disabled.
 * @returns {HTMLFieldSetElement}
 */
export function templateField() {
  /** @type {import("./template.js").Section[]} */
  let sections = JSON.parse(sessionStorage.getItem(DRAFT) ?? "null") ?? [{ title: "", instructions: "" }];
  const list = el("ol", { class: "template" });
  const said = el("p", { role: "status", class: "visually-hidden" });
  const more = button("Add a section", () =>
    change([...sections, { title: "", instructions: "" }], `section-${sections.length}`, "A section was added."));
  const keep = () => sessionStorage.setItem(DRAFT, JSON.stringify(sections));
  const change = (/** @type {import("./template.js").Section[]} */ to, focus = "", words = "") => {
    sections = to;
    list.replaceChildren(...sections.map((_, at) => sectionItem(sections, at, change, keep)));
    more.toggleAttribute("disabled", sections.length >= MOST.sections);
    said.textContent = words;
    keep();
    if (focus) document.getElementById(focus)?.focus();
  };
  const taken = async (/** @type {any} */ event) => {
    const [file] = event.target.files;
    const found = file ? sectionsIn(await file.text()) : [];
    event.target.value = "";
    if (found.length) change(found, "section-0", `${found.length} sections were taken.`);
    else said.textContent = "This file has no headings.";
    said.classList.toggle("visually-hidden", found.length > 0);
  };
  change(sections);
  return /** @type {HTMLFieldSetElement} */ (
    el("fieldset", { class: "sections" },
      el("legend", {}, "Sections"),
      list,
      el("div", { class: "actions" }, more),
      field("Or take them from a Markdown file", el("input", { type: "file", accept: ".md,.markdown,.txt", onchange: taken }),
        "Each heading is a section, and the text below it says what the section should do."),
      said)
  );
}

/**
 * @param {import("./template.js").Section[]} sections
 * @param {number} at
 * @param {(to: import("./template.js").Section[], focus?: string, words?: string) => void} change
 * @param {() => void} keep
 */
function sectionItem(sections, at, change, keep) {
  const name = `Section ${at + 1}`;
  const section = sections[at];
  const set = (/** @type {"title" | "instructions"} */ part) => (/** @type {any} */ event) => {
    section[part] = event.target.value;
    keep();
  };
  const last = sections.length - 1;
  const without = sections.filter((_, i) => i !== at);
  return el("li", { class: "card" },
    el("input", {
      type: "text", id: `section-${at}`, name: "section_title", class: "part", required: true, dir: "auto",
      maxLength: MOST.title, pattern: ".*\\S.*", value: section.title, placeholder: "Heading",
      "aria-label": `Heading of section ${at + 1}`, oninput: set("title"),
    }),
    el("textarea", {
      rows: 2, name: "section_instructions", dir: "auto", maxLength: MOST.instructions, value: section.instructions,
      placeholder: "What this section should do (may stay empty)",
      "aria-label": `Instructions for section ${at + 1}`, oninput: set("instructions"),
    }),
    el("div", { class: "tools" },
      button("Up", () => change(withMoved(sections, at, at - 1), `section-${at - 1}`, `${name} moved up.`),
        { disabled: at === 0, "aria-label": `Move ${name} up` }),
      button("Down", () => change(withMoved(sections, at, at + 1), `section-${at + 1}`, `${name} moved down.`),
        { disabled: at === last, "aria-label": `Move ${name} down` }),
      button("Remove", () => change(without, `section-${Math.max(0, at - 1)}`, `${name} removed.`),
        { disabled: last === 0, "aria-label": `Remove ${name}` })));
}
