/** Limits that a form gives, beside those that hold now. Pure. */

/**
 * The limits that the form changes; an emptied one is no limit.
 * @param {{get: (name: string) => any, has: (name: string) => boolean}} given
 * @param {any} limits that hold now
 * @returns {Record<string, number | null>}
 */
export function givenLimits(given, limits) {
  const names = ["max_cost_usd", "max_seconds", "max_searches"].filter((name) => given.has(name));
  const values = names.map((name) => [name, given.get(name) === "" ? null : Number(given.get(name))]);
  return Object.fromEntries(values.filter(([name, value]) => value !== (limits[name] ?? null)));
}
