/** The sections of a report of one's own. Pure. */

/** @typedef {{title: string, instructions: string}} Section */

/** What the server takes: sections, characters of a heading, characters of its instructions. */
export const MOST = { sections: 12, title: 200, instructions: 2000 };

/**
 * The sections of a Markdown file: each heading, with the text below it as instructions. The
 * command line reads its templates so as well.
 * @param {string} text
 * @returns {Section[]}
 */
export function sectionsIn(text) {
  /** @type {Section[]} */
  const found = [];
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n?|\n/)) {
    const heading = /^#{1,6}\s+(\S.*?)\s*#*\s*$/.exec(line);
    if (heading) found.push({ title: heading[1].slice(0, MOST.title), instructions: "" });
    else if (found.length) found[found.length - 1].instructions += ` ${line}`;
  }
  return found.slice(0, MOST.sections).map(({ title, instructions }) => ({
    title, instructions: instructions.split(/\s+/).filter(Boolean).join(" ").slice(0, MOST.instructions),
  }));
}

/** @param {Section[]} sections @param {number} from @param {number} to @returns {Section[]} */
export function withMoved(sections, from, to) {
  if (to < 0 || to >= sections.length) return sections;
  const all = [...sections];
  all.splice(to, 0, ...all.splice(from, 1));
  return all;
}

/**
 * The sections as they are sent.
 * @param {string[]} titles
 * @param {string[]} instructions of each
 * @returns {Section[]}
 */
export function sectionsOf(titles, instructions) {
  return titles.map((title, at) => ({ title: title.trim(), instructions: (instructions[at] ?? "").trim() }));
}
