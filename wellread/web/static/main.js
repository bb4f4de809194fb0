/** The page: which view shows, from the address and from where the thread stands. */

import { connected } from "./connection.js";
import { button, el, field, show } from "./dom.js";
import { loadThread, signIn } from "./server.js";
import { stageOf } from "./stage.js";
import { askView } from "./view_ask.js";
import { failedView } from "./view_failed.js";
import { planView } from "./view_plan.js";
import { readView } from "./view_read.js";
import { watchView } from "./view_watch.js";

/** Ends whatever the shown view has started. */
let leave = new AbortController();
let shown = "";

/**
 * What the address names: a thread, and in it a quote; before that, the earlier turn it is of.
 * @returns {{threadId: string, turnId: string, findingId: string}}
 */
function address() {
  const [, kind, threadId = "", ...way] = location.hash.split("/").map(decodeURIComponent);
  if (kind !== "t" || way.length > 2) return { threadId: "", turnId: "", findingId: "" };
  const [findingId = "", turnId = ""] = way.reverse();
  return { threadId, turnId, findingId };
}

/** @param {string} threadId */
function go(threadId) {
  location.hash = threadId ? `#/t/${threadId}` : "#/";
}

/** Shows what the address names, as the server knows it now. */
async function route() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const { threadId, turnId, findingId } = address();
  const context = { signal, go, reload: route };
  try {
    if (!threadId) await askView(context);
    else {
      const thread = await loadThread(threadId);
      if (signal.aborted) return;
      const view = {
        new: () => askView(context, threadId),
        working: () => watchView(context, thread),
        stopped: () => watchView(context, thread),
        plan: () => planView(context, thread),
        report: () => readView(context, thread, { turnId, findingId }),
        failed: () => failedView(context, thread),
      }[stageOf(thread)];
      await view();
    }
    connected(true);
    if (shown !== threadId) document.getElementById("view")?.focus({ preventScroll: true });
    shown = threadId;
  } catch (error) {
    if (!signal.aborted) problem(/** @type {any} */ (error), signal);
  }
}

/** @param {Error & {status?: number}} error @param {AbortSignal} signal */
function problem(error, signal) {
  if (error.status === 401 || error.status === 403) return signInView(error.message);
  if (error.status === 0) {
    connected(false);
    const timer = setTimeout(route, 2000);
    signal.addEventListener("abort", () => clearTimeout(timer));
    return undefined;
  }
  return show(
    "Not found",
    el("h1", {}, "This cannot be shown"),
    el("p", { role: "alert" }, error.message),
    button("Try again", route),
  );
}

/** @param {string} words */
function signInView(words) {
  const input = el("input", { type: "password", autocomplete: "off", required: true, name: "token" });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    signIn(/** @type {HTMLInputElement} */ (input).value.trim());
    route();
  };
  show(
    "Sign in",
    el(
      "form",
      { class: "sign-in", onsubmit: submit },
      el("h1", {}, "Sign in"),
      el("p", { role: "status" }, words),
      field("Token", input, "As the operator of this server gave it to you. It is kept until this tab is closed."),
      el("button", { type: "submit", class: "primary" }, "Sign in"),
    ),
  );
  input.focus();
}

window.addEventListener("hashchange", () => {
  const { threadId, turnId, findingId } = address();
  // Opening and closing a quote is the report's own affair.
  if (threadId === shown && threadId && document.querySelector("article.report")) {
    document.dispatchEvent(new CustomEvent("finding", { detail: { turnId, findingId } }));
  } else route();
});
document.getElementById("skip")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("view")?.focus();
});
route();
