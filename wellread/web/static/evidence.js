/** A citation's quote, marked in the page it stands in, as the page was when it was read. */

import { button, el, foreign } from "./dom.js";
import { citing } from "./report_model.js";
import { evidence } from "./server.js";
import { day, link, place, verdictWords } from "./words.js";

/**
 * The panel in which quotes open.
 * @param {string} threadId
 * @param {(turnId: string) => Promise<any>} reportOf the report of a turn; empty is the newest
 * @param {() => void} closed called when the reader has closed it
 * @returns {{element: HTMLElement, show: (findingId: string, turnId?: string) => Promise<void>}}
 *   show "" closes it
 */
export function evidenceDialog(threadId, reportOf, closed) {
  const element = /** @type {HTMLDialogElement} */ (
    el("dialog", { class: "evidence", "aria-label": "The quote in its page" })
  );
  let wanted = "";
  element.addEventListener("close", () => {
    if (wanted) closed();
    wanted = "";
  });
  const show = async (/** @type {string} */ findingId, turnId = "") => {
    const asked = findingId && `${turnId}/${findingId}`;
    wanted = asked;
    if (!findingId) return element.close();
    const close = button("Close", () => element.close(), { autofocus: true });
    element.replaceChildren(el("div", { class: "evidence-head" }, close), el("p", { role: "status" }, "Opening the stored page …"));
    if (!element.open) element.showModal();
    try {
      const [page, report] = await Promise.all([evidence(threadId, findingId, turnId), reportOf(turnId)]);
      if (wanted === asked) fill(element, close, page, report);
    } catch (error) {
      element.lastChild?.replaceWith(el("p", { role: "alert", class: "problem" }, /** @type {Error} */ (error).message));
    }
    return undefined;
  };
  return { element, show };
}

/** @param {HTMLElement} element @param {HTMLElement} close @param {any} page @param {any} report */
function fill(element, close, page, report) {
  const mark = el("mark", { tabIndex: -1, id: "quote" }, page.quote);
  const href = link(page.address);
  const meta = [
    page.author && foreign(page.author),
    page.published && foreign(page.published),
    foreign(place(page.address)),
    page.page ? `page ${page.page}` : page.place && foreign(page.place),
    `read ${day(page.read_at)}`,
  ].filter(Boolean);
  const claims = new Map(citing(report, page.finding_id).map((claim) => [claim.text, claim]));
  element.replaceChildren(
    el("div", { class: "evidence-head" }, close,
      href && el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, "The page today")),
    el("h2", {}, foreign(page.title || place(page.address))),
    el("p", { class: "meta" }, meta.flatMap((each, at) => (at ? [" · ", each] : [each]))),
    ...[...claims.values()].map((claim) => said(claim)),
    el("div", { class: "stored", tabIndex: 0, role: "region", "aria-label": "Stored page", dir: "auto" },
      leftOut(page.left_out_before), lines(page.before), mark, lines(page.after), leftOut(page.left_out_after)),
  );
  mark.scrollIntoView({ block: "center" });
}

/** @param {string} text a stored page's, whose headings stand out @returns {(Node | string)[]} */
function lines(text) {
  return text.split(/^(#{1,6} .*)$/m).map((piece, at) =>
    (at % 2 ? el("strong", {}, piece.replace(/^#+ /, "")) : piece));
}

/** @param {any} claim */
function said(claim) {
  return el("p", { class: "said" },
    el("span", { class: `claim ${claim.verdict} sample` }, verdictWords(claim.verdict)), " ",
    foreign(claim.text),
    claim.reason && el("span", { class: "help" }, " ", foreign(claim.reason)));
}

/** @param {number} count */
function leftOut(count) {
  return count > 0 && el("p", { class: "help" }, `… ${count.toLocaleString("en")} characters more …`);
}
