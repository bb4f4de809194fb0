/** A plan while a human changes it: every function gives a new plan. Pure. */

/**
 * @typedef {{id: string, question: string, queries: string[], after: string[],
 *   answered_when?: string, section?: string}} SubQuestion
 * @typedef {{sub_questions: SubQuestion[], direct?: boolean}} Plan
 */

/** @template {Plan} P @param {P} plan @param {number} at @param {Partial<SubQuestion>} change @returns {P} */
export function changed(plan, at, change) {
  return withParts(plan, plan.sub_questions.map((part, i) => (i === at ? { ...part, ...change } : part)));
}

/** @template {Plan} P @param {P} plan @param {number} from @param {number} to @returns {P} */
export function moved(plan, from, to) {
  const parts = [...plan.sub_questions];
  if (to < 0 || to >= parts.length) return plan;
  parts.splice(to, 0, ...parts.splice(from, 1));
  return withParts(plan, parts);
}

/** @template {Plan} P @param {P} plan @returns {P} with an empty sub-question at its end */
export function added(plan) {
  const numbers = plan.sub_questions.map((part) => Number(/^q(\d+)$/.exec(part.id)?.[1] ?? 0));
  const id = `q${Math.max(0, ...numbers) + 1}`;
  const part = { id, question: "", queries: [""], after: [] };
  return { ...withParts(plan, [...plan.sub_questions, part]), direct: false };
}

/** @template {Plan} P @param {P} plan @param {number} at @returns {P} without it, and nothing waits for it */
export function removed(plan, at) {
  const gone = plan.sub_questions[at].id;
  const parts = plan.sub_questions
    .filter((_, i) => i !== at)
    .map((part) => ({ ...part, after: part.after.filter((id) => id !== gone) }));
  return withParts(plan, parts);
}

/**
 * The plan as it is sent: empty lines left out, and a section's title that a changed question no
 * longer fits.
 * @template {Plan} P
 * @param {P} plan
 * @param {Plan} asked the plan that was proposed
 * @returns {P}
 */
export function tidied(plan, asked) {
  const before = new Map(asked.sub_questions.map((part) => [part.id, part.question]));
  return withParts(
    plan,
    plan.sub_questions
      .map((part) => {
        const question = part.question.trim();
        const queries = part.queries.map((query) => query.trim()).filter(Boolean);
        const same = before.get(part.id) === question;
        return { ...part, question, queries, ...(same ? {} : { section: "", answered_when: "" }) };
      })
      .filter((part) => part.question),
  );
}

/** @param {unknown} one @param {unknown} other @returns {boolean} whether both say the same */
export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** @template {Plan} P @param {P} plan @param {SubQuestion[]} parts @returns {P} */
function withParts(plan, parts) {
  return { ...plan, sub_questions: parts };
}
