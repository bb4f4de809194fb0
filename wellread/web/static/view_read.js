/** Read: the report, its evidence one click away, what it lacks, and the next question. */

import { earlierReports } from "./earlier_reports.js";
import { evidenceDialog } from "./evidence.js";
import { button, el, field, foreign, heading, show } from "./dom.js";
import { limitsForm } from "./limit_fields.js";
import { reportBody } from "./report_body.js";
import { downloads } from "./report_files.js";
import { verdictCounts } from "./report_model.js";
import { ask, refresh, shownReport } from "./server.js";
import { failureOf, optionsAgain } from "./stage.js";
import { verdictWords } from "./words.js";

const COLOURED = "wellread.coloured";

/**
 * @param {{signal: AbortSignal, reload: () => void, go: (id: string) => void}} context
 * @param {{id: string, state: any, run: any}} thread
 * @param {{turnId: string, findingId: string}} quote that is open: of which turn, empty for the newest
 */
export async function readView(context, thread, quote) {
  const { values } = thread.state;
  const { report } = values;
  const written = await shownReport(thread.id);
  if (context.signal.aborted) return;
  const open = (/** @type {string[]} */ ...way) => {
    location.hash = `#/t/${[thread.id, ...way].map(encodeURIComponent).join("/")}`;
  };
  const before = earlierReports(thread.id, values, (findingId, turnId) => open(turnId, findingId));
  const dialog = evidenceDialog(
    thread.id, async (turnId) => (turnId ? before.reportOf(turnId) : report), () => open());
  const body = reportBody(report, written, values.findings ?? {}, { level: 2, prefix: "", open: (id) => open(id) });
  const article = el(
    "article",
    { class: "report", lang: report.question.form?.language || "en" },
    el("header", {},
      heading(report.title),
      el("p", { class: "method" }, foreign(report.method))),
    body,
    before.element,
    followUp(context, thread),
  );
  const failure = failureOf(thread);
  show(
    report.title,
    failure && el("p", { role: "alert", class: "problem" }, "Your last question could not be answered: ", foreign(failure)),
    el("div", { class: "spread" }, contents(body), article, tools(context, thread.id, article, report)),
    dialog.element,
  );
  const shown = (/** @type {{turnId: string, findingId: string}} */ { turnId, findingId }) => {
    if (turnId) before.unfold(turnId);
    dialog.show(findingId, turnId);
  };
  const listen = (/** @type {any} */ event) => shown(event.detail);
  document.addEventListener("finding", listen);
  context.signal.addEventListener("abort", () => {
    document.removeEventListener("finding", listen);
    dialog.show("");
  });
  if (quote.findingId) shown(quote);
}

/** @param {HTMLElement[]} sections of the report */
function contents(sections) {
  const title = (/** @type {HTMLElement} */ place) => place.querySelector("h2")?.textContent ?? "";
  const titled = sections.filter(title);
  const jump = (/** @type {HTMLElement} */ place) => () => {
    place.scrollIntoView();
    place.focus({ preventScroll: true });
  };
  const roomy = matchMedia("(min-width: 62rem)").matches;
  return el(
    "nav",
    { class: "contents", "aria-label": "Contents" },
    el("details", { open: roomy },
      el("summary", {}, el("h2", {}, "Contents")),
      el("ol", {}, titled.map((place) =>
        el("li", {}, el("button", { type: "button", class: "plain", onclick: jump(place) }, foreign(title(place))))))),
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
    downloads(threadId, problem),
    el("h2", {}, "Today's sources"),
    el("p", {}, "The same plan within the same limits, in a run of its own. It begins at once."),
    anew,
    limitsForm({
      title: "Within other limits …",
      help: "An empty field is no limit.",
      submit: "Refresh within these",
      limits: report.question.limits,
    }, async (other) => context.go(await refresh(threadId, other))),
    problem,
  );
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
