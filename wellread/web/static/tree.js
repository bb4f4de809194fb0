/** What grew out of what, as a tree. Pure. */

/**
 * @template T
 * @typedef {{item: T, depth: number, below: Grown<T>[]}} Grown
 */

/**
 * The questions of a run, each with those that grew out of it below it. One whose parent is not
 * there stands at the top, and so does one that is in a circle: nothing is left out.
 * @template {{id: string, parent: string}} T
 * @param {T[]} items
 * @returns {Grown<T>[]}
 */
export function treeOf(items) {
  const known = new Set(items.map(({ id }) => id));
  const placed = new Set();
  const grown = (/** @type {T} */ item, /** @type {number} */ depth) => {
    placed.add(item.id);
    /** @type {Grown<T>[]} */
    const below = [];
    for (const each of items) {
      if (each.parent === item.id && !placed.has(each.id)) below.push(grown(each, depth + 1));
    }
    return { item, depth, below };
  };
  const roots = items.filter(({ parent }) => !known.has(parent)).map((item) => grown(item, 0));
  for (const item of items) if (!placed.has(item.id)) roots.push(grown(item, 0));
  return roots;
}

/** @param {{parent: string}[]} items @returns {boolean} whether any grew out of another */
export function hasGrown(items) {
  return items.some(({ parent }) => Boolean(parent));
}
