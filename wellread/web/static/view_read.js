/** Read: the report, its evidence one click away, what it lacks, and the next question. */

import { citeButtons } from "./citation.js";
import { evidenceDialog } from "./evidence.js";
import { button, el, field, foreign, heading, show } from "./dom.js";
import { figures, images } from "./report_figures.js";
import { conclusionOf, partsOf, verdictCounts } from "./report_model.js";
import { ask, refresh, reportFile } from "./server.js";
import { aboutReport, changes, disagreements, failed, gaps, questions, sources } from "./report_ends.js";
import { earlierTurns, failureOf, optionsAgain } from "./stage.js";
import { verdictWords } from "./words.js";

const FORMATS = [
  ["Markdown", "md"], ["Word", "docx"], ["PDF", "pdf"], ["HTML", "html"],
  ["BibTeX", "bib"], ["RIS", "ris"], ["JSON", "json"],
];
const COLOURED = "wellread.coloured";

/**
 * @param {{signal: AbortSignal, reload: () => void, go: (id: string) => void}} context
 * @param {{id: string, state: any, run: any}} thread
 * @param {string} findingId whose quote is open
 */
export function readView(context, thread, findingId) {
  const { values } = thread.state;
  const { report } = values;
  const parts = partsOf(report);
  const conclusion = conclusionOf(report);
  const open = (/** @type {string} */ id) => {
    location.hash = `#/t/${thread.id}/${encodeURIComponent(id)}`;
  };
  const dialog = evidenceDialog(thread.id, report, () => {
    location.hash = `#/t/${thread.id}`;
  });
  const ends = [
    figures(report, open),
    images(report, open),
    conclusion && section(conclusion, open),
    questions(report, open),
    disagreements(report, values.findings ?? {}, open),
    gaps(report),
    failed(report),
    sources(report),
    aboutReport(report, values),
  ].filter(Boolean);
  const changed = changes(report, open);
  const article = el(
    "article",
    { class: "report", lang: report.question.form?.language || "en" },
    el("header", {},
      heading(report.title),
      el("p", { class: "method" }, foreign(report.method))),
    changed,
    parts.map((part) => section(part, open)),
    ends,
    earlier(values),
    followUp(context, thread),
  );
  const failure = failureOf(thread);
  show(
    report.title,
    failure && el("p", { role: "alert", class: "problem" }, "Your last question could not be answered: ", foreign(failure)),
    el("div", { class: "spread" },
      contents([...(changed ? [changed] : []), ...parts, ...ends]),
      article,
      tools(context, thread.id, article, report)),
    dialog.element,
  );
  const listen = (/** @type {any} */ event) => dialog.show(event.detail);
  document.addEventListener("finding", listen);
  context.signal.addEventListener("abort", () => {
    document.removeEventListener("finding", listen);
    dialog.show("");
  });
  if (findingId) dialog.show(findingId);
}

/** @param {import("./report_model.js").Part} part @param {(id: string) => void} open */
function section(part, open) {
  return el(
    "section",
    { id: part.id, class: part.id === "brief" ? "brief" : "", tabIndex: -1 },
    el("h2", {}, foreign(part.title)),
    part.paragraphs.map((sentences) =>
      el("p", { dir: "auto" }, sentences.flatMap((each) => [sentence(each, open), " "]))),
  );
}

/** @param {import("./report_model.js").Sentence} sentence @param {(id: string) => void} open */
function sentence({ claim, citations }, open) {
  const doubt = claim.verdict === "supported" ? "" : ` (${verdictWords(claim.verdict).toLowerCase()})`;
  return el(
    "span",
    { class: `claim ${claim.verdict}` },
    foreign(claim.text),
    citeButtons(citations, claim.reason || "The quote in its page", open),
    doubt && el("em", { class: "doubt" }, doubt),
  );
}

/** @param {any[]} parts sections of the report, or their models */
function contents(parts) {
  const target = (/** @type {any} */ part) => part.id;
  const title = (/** @type {any} */ part) => part.title || part.querySelector("h2").textContent;
  const jump = (/** @type {string} */ id) => () => {
    const place = /** @type {HTMLElement} */ (document.getElementById(id));
    place.scrollIntoView();
    place.focus({ preventScroll: true });
  };
  const roomy = matchMedia("(min-width: 62rem)").matches;
  return el(
    "nav",
    { class: "contents", "aria-label": "Contents" },
    el("details", { open: roomy },
      el("summary", {}, el("h2", {}, "Contents")),
      el("ol", {}, parts.map((part) =>
      el("li", {}, el("button", { type: "button", class: "plain", onclick: jump(target(part)) }, foreign(title(part))))))),
  );
}

/**
 * @param {{go: (id: string) => void}} context
 * @param {string} threadId
 * @param {HTMLElement} article
 * @param {any} report
 */
function tools(context, threadId, article, report) {
  const on = localStorage.getItem(COLOURED) === "yes";
  article.classList.toggle("coloured", on);
  const toggle = (/** @type {any} */ event) => {
    article.classList.toggle("coloured", event.target.checked);
    localStorage.setItem(COLOURED, event.target.checked ? "yes" : "no");
  };
  const problem = el("p", { role: "alert", class: "problem", hidden: true });
  const anew = /** @type {HTMLButtonElement} */ (button("Refresh", async () => {
    problem.hidden = true;
    anew.disabled = true;
    try {
      context.go(await refresh(threadId));
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
      anew.disabled = false;
    }
  }));
  const counts = Object.entries(verdictCounts(report));
  return el(
    "aside",
    { class: "report-tools", "aria-label": "Verdicts and downloads" },
    el("h2", {}, "Verdicts"),
    el("label", { class: "choice" },
      el("input", { type: "checkbox", role: "switch", checked: on, onchange: toggle }),
      el("span", {}, "Colour the sentences")),
    el("ul", { class: "legend", "aria-label": "Verdicts" }, counts.map(([verdict, count]) =>
      el("li", {}, el("span", { class: `claim ${verdict} sample` }, verdictWords(verdict)), el("span", { class: "number" }, count)))),
    el("h2", {}, "Download"),
    el("div", { class: "downloads" }, FORMATS.map(([name, ending]) =>
      button(name, () => download(threadId, ending, problem)))),
    el("h2", {}, "Today's sources"),
    el("p", {}, "The same plan within the same limits, in a run of its own. It begins at once."),
    anew,
    problem,
  );
}

/** @param {string} threadId @param {string} ending @param {HTMLElement} problem */
async function download(threadId, ending, problem) {
  problem.hidden = true;
  const file = await reportFile(threadId, ending).catch((error) => {
    problem.textContent = error.message;
    problem.hidden = false;
  });
  if (!file) return;
  const href = URL.createObjectURL(file);
  const anchor = /** @type {HTMLAnchorElement} */ (el("a", { href, download: `report.${ending}` }));
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** @param {any} values */
function earlier(values) {
  const turns = earlierTurns(values);
  return turns.length > 0 && el("section", {}, el("h2", {}, "Earlier in this conversation"),
    turns.map(({ question, markdown }) =>
      el("details", {}, el("summary", {}, foreign(question)), el("div", { class: "stored", dir: "auto" }, markdown))));
}

/** @param {{reload: () => void}} context @param {{id: string, state: any}} thread */
function followUp(context, thread) {
  const { turn } = thread.state.values;
  const input = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 2, required: true, maxLength: 4000, name: "follow_up" }));
  const problem = el("p", { role: "alert", class: "problem", hidden: true });
  const submit = async (/** @type {Event} */ event) => {
    event.preventDefault();
    try {
      await ask(thread.id, input.value.trim(), optionsAgain(turn));
      context.reload();
    } catch (error) {
      problem.textContent = /** @type {Error} */ (error).message;
      problem.hidden = false;
    }
  };
  return el(
    "form",
    { class: "follow-up", onsubmit: submit },
    el("h2", {}, "Ask further"),
    field("Your next question", input, "What was found already is used again; only what is missing is searched for."),
    el("button", { type: "submit", class: "primary" }, "Ask"),
    problem,
  );
}
