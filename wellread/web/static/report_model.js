/** A report taken apart for reading: what stands under one heading, what was checked. Pure. */

/**
 * As the server tells them (`wellread/web/shown.py`).
 * @typedef {{number: number, page: number | null, name: string, finding_id: string}} Place
 * @typedef {{text: string, places: Place[], doubt: string, address: string, verdict: string | null, reason: string}} Sentence
 * @typedef {{head: string[], rows: Sentence[][], numbers_from: number, numbers_to: number}} Table
 * @typedef {{tag: string, attributes: Record<string, string>, text: string, title: string}} Shape
 * @typedef {{width: number, height: number, told: string, shapes: Shape[]}} Drawing
 * @typedef {{caption: string, table: Table, drawing: Drawing | null}} Figure
 * @typedef {{kind: string, title: string, paragraphs: Sentence[][], is_list: boolean, table: Table | null, figures: Figure[]}} Part
 * @typedef {{parts: Part[], notes: Record<string, Sentence[][]>}} Shown
 */

/**
 * The parts under their headings: one without a title goes on with the one before.
 * @param {Part[]} parts
 * @returns {{id: string, kind: string, title: string, parts: Part[]}[]}
 */
export function sectionsOf(parts) {
  /** @type {{id: string, kind: string, title: string, parts: Part[]}[]} */
  const sections = [];
  for (const part of parts) {
    const last = sections.at(-1);
    if (last && !part.title && last.kind === part.kind) last.parts.push(part);
    else sections.push({ id: `${part.kind}-${sections.length}`, kind: part.kind, title: part.title, parts: [part] });
  }
  return sections;
}

/** @param {any} report @returns {any[]} every claim that stands in it */
export function claimsOf(report) {
  return [
    ...report.summary,
    ...report.sections.flatMap((/** @type {any} */ each) => each.claims),
    ...(report.conclusion ?? []),
  ];
}

/** @param {any} report @returns {Record<string, number>} how many claims have which verdict */
export function verdictCounts(report) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const claim of claimsOf(report)) counts[claim.verdict] = (counts[claim.verdict] ?? 0) + 1;
  return counts;
}

/** @param {any} report @param {string} findingId @returns {any[]} the claims that cite it */
export function citing(report, findingId) {
  return claimsOf(report).filter((claim) => claim.finding_ids.includes(findingId));
}
