/** A report taken apart for reading: paragraphs, citations by number, what was checked. Pure. */

/**
 * @typedef {{number: number, place: string, findingIds: string[]}} Citation
 * @typedef {{claim: any, citations: Citation[]}} Sentence
 * @typedef {{id: string, title: string, paragraphs: Sentence[][]}} Part
 * @typedef {{text: string, citations: Citation[]}} Cell
 * @typedef {{label: string, cells: (Cell | null)[], bar: {start: number, width: number} | null}} FigureRow
 * @typedef {{title: string, head: string[], rows: FigureRow[], drawn: boolean}} ReportFigure
 */

/**
 * The numbered sources of a report, by the snapshot they stand for.
 * @param {any} report
 * @returns {(claim: any) => Citation[]}
 */
export function citer(report) {
  const numbers = new Map(
    report.references.map((/** @type {any} */ each) => [each.source.snapshot_id, each.number]),
  );
  const findings = new Map(report.findings.map((/** @type {any} */ each) => [each.id, each]));
  return (claim) => {
    /** @type {Map<string, Citation>} */
    const places = new Map();
    for (const id of claim.finding_ids) {
      const finding = findings.get(id);
      const number = finding && numbers.get(finding.snapshot_id);
      if (number === undefined) continue;
      const place = finding.page ? `p. ${finding.page}` : (finding.place ?? "");
      const key = `${number} ${place}`;
      /** @type {Citation} */
      const citation = places.get(key) ?? { number, place, findingIds: [] };
      citation.findingIds.push(id);
      places.set(key, citation);
    }
    return [...places.values()];
  };
}

/**
 * The opening summary and every section, neighbours of one title together.
 * @param {any} report
 * @returns {Part[]}
 */
export function partsOf(report) {
  const cite = citer(report);
  /** @type {Part[]} */
  const parts = [];
  if (report.summary.length) {
    parts.push({ id: "brief", title: "In brief", paragraphs: paragraphs(report.summary, cite) });
  }
  for (const section of report.sections) {
    if (!section.claims.length) continue;
    const own = paragraphs(section.claims, cite);
    const last = parts.at(-1);
    if (last && last.id !== "brief" && last.title === section.title) last.paragraphs.push(...own);
    else parts.push({ id: section.section_id, title: section.title, paragraphs: own });
  }
  return parts;
}

/** @param {any} report @returns {Part | null} what a long report ends with */
export function conclusionOf(report) {
  if (!report.conclusion?.length) return null;
  return { id: "conclusion", title: "Conclusion", paragraphs: paragraphs(report.conclusion, citer(report)) };
}

/** @param {any[]} claims @param {(claim: any) => Citation[]} cite @returns {Sentence[][]} */
function paragraphs(claims, cite) {
  /** @type {Sentence[][]} */
  const found = [];
  for (const claim of claims) {
    if (claim.starts_paragraph || !found.length) found.push([]);
    found[found.length - 1].push({ claim, citations: cite(claim) });
  }
  return found;
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

/**
 * The tables of comparison, then the series with their bars. Reports of older releases have none.
 * @param {any} report
 * @returns {ReportFigure[]}
 */
export function figuresOf(report) {
  const cite = citer(report);
  const cell = (/** @type {any} */ each) =>
    each && { text: each.text, citations: cite({ finding_ids: [each.finding_id] }) };
  const { comparisons = [], series = [] } = report.figures ?? {};
  return [
    ...comparisons.map((/** @type {any} */ each) => ({
      title: each.title,
      head: [each.of, ...each.attributes],
      rows: each.rows.map((/** @type {any} */ row) => ({ label: row.thing, cells: row.cells.map(cell), bar: null })),
      drawn: false,
    })),
    ...series.map((/** @type {any} */ each) => ({
      title: each.title,
      head: [each.of, "Value"],
      rows: each.points.map((/** @type {any} */ point) => ({
        label: point.label, cells: [cell(point)], bar: barIn(each.points, point.value),
      })),
      drawn: true,
    })),
  ];
}

/**
 * The pictures that were asked for: caption, address, and the page they stand on.
 * @param {any} report
 * @returns {(Cell & {address: string})[]}
 */
export function imagesOf(report) {
  const cite = citer(report);
  return (report.figures?.images ?? []).map((/** @type {any} */ each) => ({
    text: each.caption, address: each.address, citations: cite({ finding_ids: [each.finding_id] }),
  }));
}

/** @param {{value: number}[]} points @param {number} value @returns {{start: number, width: number}} from zero, in percent */
function barIn(points, value) {
  const low = Math.min(0, ...points.map((each) => each.value));
  const span = Math.max(0, ...points.map((each) => each.value)) - low || 1;
  return { start: (100 * (Math.min(0, value) - low)) / span, width: (100 * Math.abs(value)) / span };
}
