/** A sentence of a report with its citations, and what it is doubted for. */

import { citeButtons } from "./citation.js";
import { el, foreign } from "./dom.js";
import { verdictWords } from "./words.js";

/** @typedef {(findingId: string) => void} Open */

/** @param {import("./report_model.js").Sentence[]} sentences @param {Open} open */
export function paragraph(sentences, open) {
  return el("p", { dir: "auto" }, sentences.flatMap((each) => [sentence(each, open), " "]));
}

/** @param {import("./report_model.js").Sentence} sentence @param {Open} open */
export function sentence({ text, places, doubt, address, verdict, reason }, open) {
  const sure = verdict === null || verdict === "supported";
  const doubted = doubt || (sure ? "" : verdictWords(verdict).toLowerCase());
  return el(
    "span",
    { class: verdict === null ? undefined : `claim ${verdict}` },
    foreign(text),
    citeButtons(places, reason || "The quote in its page", open),
    doubted && [" ", el("em", { class: "doubt" }, "(", foreign(doubted), ")")],
    address && [" ", el("code", {}, address)],
  );
}
