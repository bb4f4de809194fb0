/** A run as it is seen from outside: made from the thread's state, carried on by its events. Pure. */

/**
 * @typedef {{id: string, partId: string, question: string, step: string, detail: string,
 *   sources: number, findings: number, round: number, parent: string, quote: string}} Branch
 * @typedef {{id: string, title: string, step: string, claims: number, supported: number}} Section
 * @typedef {{phase: string, parts: {id: string, question: string}[], branches: Branch[],
 *   sections: Section[], coverage: Record<string, {status: string, reason: string}>,
 *   failures: any[], usage: any, limits: any}} Progress
 */

const ENDED = ["done", "failed"];
export const PHASES = ["intake", "plan", "approve", "research", "review", "writing", "finish"];

/** @param {string} phase a phase of the graph @returns {string} the one of `PHASES` it belongs to */
export function stretch(phase) {
  if (phase === "dispatch") return "research";
  if (phase === "outline" || phase === "section") return "writing";
  return phase === "done" ? "finish" : phase;
}

/** @param {any} values the thread's state @returns {Progress} */
export function progressOf(values) {
  const tasks = Object.values(values.tasks ?? {});
  return {
    phase: stretch(values.phase || "intake"),
    parts: (values.plan?.sub_questions ?? []).map((/** @type {any} */ { id, question }) => ({ id, question })),
    branches: tasks.map((task) => ofTask(task, values)),
    sections: (values.outline ?? []).map((/** @type {any} */ plan) => ofSection(plan, values.sections?.[plan.id])),
    coverage: byPart(values.coverage ?? []),
    failures: Object.values(values.failures ?? {}),
    usage: null,
    limits: values.turn?.limits ?? {},
  };
}

/** @param {Progress} progress @param {any} event @returns {Progress} */
export function withEvent(progress, event) {
  switch (event.type) {
    case "phase":
      return { ...progress, phase: stretch(event.phase) };
    case "branch":
      return { ...progress, branches: put(progress.branches, moved(progress, event)) };
    case "section":
      return {
        ...progress,
        phase: "writing",
        sections: put(progress.sections, {
          id: event.section_id,
          title: event.title,
          step: event.step,
          claims: event.claims,
          supported: event.supported,
        }),
      };
    case "spent":
      return { ...progress, usage: newest(progress.usage, event.usage) };
    case "failure":
      return { ...progress, failures: told(progress.failures, event.failure) };
    default:
      return progress;
  }
}

/**
 * What the state adds to what the events have said: the plan, what the review found, the outline.
 * @param {Progress} progress
 * @param {any} values
 * @returns {Progress}
 */
export function withState(progress, values) {
  const stored = progressOf(values);
  const furthest = (/** @type {any} */ live, /** @type {any} */ kept) =>
    ENDED.includes(live.step) || !ENDED.includes(kept.step) ? live : kept;
  // What a branch belongs to and grew out of is known to the state alone; events tell no more than its id.
  const branch = (/** @type {Branch} */ live, /** @type {Branch} */ kept) => ({
    ...furthest(live, kept), partId: kept.partId, round: kept.round, parent: kept.parent, quote: kept.quote,
  });
  return {
    ...progress,
    parts: stored.parts,
    limits: stored.limits,
    coverage: stored.coverage,
    branches: merged(stored.branches, progress.branches, branch),
    sections: merged(stored.sections, progress.sections, furthest),
    failures: stored.failures.length > progress.failures.length ? stored.failures : progress.failures,
  };
}

/**
 * How far one sub-question is answered: the reviewer's word, else what is known of its branches.
 * @param {Progress} progress
 * @param {string} partId
 * @returns {{share: number, status: string, findings: number, sources: number}}
 */
export function coverageOf(progress, partId) {
  const own = progress.branches.filter((branch) => branch.partId === partId);
  const findings = own.reduce((sum, branch) => sum + branch.findings, 0);
  const sources = own.reduce((sum, branch) => sum + branch.sources, 0);
  const judged = progress.coverage[partId]?.status;
  if (judged) {
    const share = { covered: 1, thin: 0.5, none: 0 }[judged] ?? 0;
    return { share, status: judged, findings, sources };
  }
  if (!own.length) return { share: 0, status: "waiting", findings, sources };
  const ended = own.every((branch) => ENDED.includes(branch.step));
  const share = Math.min(0.9, findings / 6);
  return { share, status: ended ? "searched" : "searching", findings, sources };
}

/** @param {Progress} progress @returns {{sources: number, findings: number}} over all branches */
export function found(progress) {
  return progress.branches.reduce(
    (sum, each) => ({ sources: sum.sources + each.sources, findings: sum.findings + each.findings }),
    { sources: 0, findings: 0 },
  );
}

/** @param {any} task @param {any} values @returns {Branch} */
function ofTask(task, { branches, findings }) {
  const result = branches?.[task.id];
  return {
    id: task.id,
    partId: task.sub_question_id,
    question: task.question,
    step: result?.status ?? "waiting",
    detail: "",
    sources: result?.sources ?? 0,
    findings: result?.findings ?? 0,
    round: task.round,
    parent: task.parent ?? "",
    quote: findings?.[task.grown_from]?.quote ?? "",
  };
}

/** @param {any} plan @param {any} text @returns {Section} */
function ofSection(plan, text) {
  const claims = text?.claims ?? [];
  return {
    id: plan.id,
    title: plan.title,
    step: text ? "done" : "waiting",
    claims: claims.length,
    supported: claims.filter((/** @type {any} */ claim) => claim.verdict === "supported").length,
  };
}

/** @param {Progress} progress @param {any} event @returns {Branch} */
function moved(progress, event) {
  const before = progress.branches.find((branch) => branch.id === event.task_id);
  const round = before?.round ?? Number(/-r(\d+)$/.exec(event.task_id)?.[1] ?? 0);
  const grownIn = progress.branches.find((branch) => branch.id === event.parent)?.partId;
  const part = progress.parts.find(({ id }) => `${event.task_id}-`.startsWith(`${id}-`));
  return {
    id: event.task_id,
    partId: before?.partId ?? grownIn ?? part?.id ?? event.task_id,
    question: event.question,
    step: event.step,
    detail: event.detail,
    sources: event.sources,
    findings: event.findings,
    round,
    parent: event.parent || (before?.parent ?? ""),
    quote: before?.quote ?? "",
  };
}

/** @param {any[]} coverage @returns {Record<string, {status: string, reason: string}>} */
function byPart(coverage) {
  return Object.fromEntries(coverage.map((each) => [each.sub_question_id, each]));
}

/** @param {any[]} failures @param {any} failure @returns {any[]} each told once */
function told(failures, failure) {
  const known = failures.some(({ where, message }) => where === failure.where && message === failure.message);
  return known ? failures : [...failures, failure];
}

/**
 * Branches count at the same time, so a later word may know of fewer calls.
 * @param {any} old
 * @param {any} usage
 */
function newest(old, usage) {
  return old && old.calls > usage.calls ? old : usage;
}

/** @template {{id: string}} T @param {T[]} list @param {T} item @returns {T[]} */
function put(list, item) {
  const at = list.findIndex((each) => each.id === item.id);
  return at < 0 ? [...list, item] : list.map((each, i) => (i === at ? item : each));
}

/**
 * @template {{id: string}} T
 * @param {T[]} stored
 * @param {T[]} live
 * @param {(live: T, kept: T) => T} choose
 * @returns {T[]}
 */
function merged(stored, live, choose) {
  return live.reduce((list, item) => {
    const kept = stored.find((each) => each.id === item.id);
    return put(list, kept ? choose(item, kept) : item);
  }, stored);
}
