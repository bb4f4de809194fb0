/** The newest runs: what was asked, where it stands, what it cost, how much of it was checked. */

import { el, foreign } from "./dom.js";
import { clock, runList } from "./server.js";
import { ago, cost } from "./words.js";

const STATES = {
  running: "Running",
  waiting: "Plan waits",
  done: "Done",
  failed: "Failed",
  stopped: "Stopped",
};
const REFRESH_MS = 5000;

/**
 * The list, which keeps itself up to date until the view is left.
 * @param {AbortSignal} signal
 */
export async function runsSection(signal) {
  const body = el("tbody");
  const refresh = async () => body.replaceChildren(...rows(await runList()));
  await refresh();
  const timer = setInterval(() => {
    if (!document.hidden) refresh().catch(() => undefined);
  }, REFRESH_MS);
  signal.addEventListener("abort", () => clearInterval(timer));
  const head = ["Question", "Cost", "Checked"];
  return el(
    "section",
    { class: "runs", "aria-labelledby": "runs-title" },
    el("h2", { id: "runs-title" }, "Recent runs"),
    el("table", {},
      el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))),
      body),
  );
}

/** @param {any[]} runs */
function rows(runs) {
  if (!runs.length) {
    return [el("tr", {}, el("td", { colSpan: 3, class: "empty" }, "Nothing was asked yet."))];
  }
  return runs.map((run) =>
    el(
      "tr",
      {},
      el("td", {},
        el("a", { href: `#/t/${run.thread_id}` }, foreign(run.question)),
        el("span", { class: `state ${run.status}` },
          STATES[/** @type {keyof typeof STATES} */ (run.status)] ?? run.status),
        el("small", {}, ` · ${ago(run.updated_at, Date.now() + clock.ahead)}`)),
      el("td", { class: "number" }, cost(run.usage)),
      el("td", { class: "number" }, checked(run)),
    ),
  );
}

/** @param {any} run @returns {string} the share of its sentences that were checked */
function checked(run) {
  return run.claims ? `${Math.floor((100 * run.checked_claims) / run.claims)} %` : "–";
}
