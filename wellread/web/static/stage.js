/** Where a thread stands, read from what the server says of it. Pure. */

/** @typedef {"new" | "working" | "plan" | "report" | "stopped" | "failed"} Stage */

const ACTIVE = ["pending", "running"];

/**
 * Servers differ in where they show an interrupt; its tasks are the same everywhere.
 * @param {any} state
 * @returns {{id: string, value: any} | null}
 */
export function interruptOf(state) {
  for (const task of state?.tasks ?? []) {
    for (const interrupt of task.interrupts ?? []) {
      if (interrupt.value?.action_requests) return interrupt;
    }
  }
  return null;
}

/**
 * @param {{state: any, run: any, status: string}} thread
 * @returns {Stage}
 */
export function stageOf({ state, run, status }) {
  if (run && ACTIVE.includes(run.status)) return "working";
  if (interruptOf(state)) return "plan";
  const values = state?.values ?? {};
  const open = (state?.next ?? []).length > 0 || (state?.tasks ?? []).length > 0;
  const failed = run?.status === "error" || status === "error";
  if (open) return failed ? "failed" : "stopped";
  if (values.report && values.report.question.id === values.turn?.id) return "report";
  if (failed) return "failed";
  return values.turn ? "stopped" : "new";
}

/** @param {any} run as either server tells it @returns {string} what it was asked, if it began a turn */
export function askedIn(run) {
  return String(run?.kwargs?.input?.question ?? run?.input?.question ?? "");
}

/**
 * The state as far as it is about the newest question: before a run has taken its question in, the
 * thread's state is still that of the question before.
 * @param {{state: any, run: any}} thread
 * @returns {any}
 */
export function currentValues({ state, run }) {
  const values = state?.values ?? {};
  const asked = askedIn(run).trim();
  const before = asked !== "" && values.turn && values.turn.text !== asked;
  return before ? { turn: { text: asked } } : values;
}

/**
 * In which words the newest run failed, or empty. The servers tell it in different places.
 * @param {{state: any, run: any, error?: any}} thread
 * @returns {string}
 */
export function failureOf({ state, run, error }) {
  if (run?.status !== "error") return "";
  const told = (state?.tasks ?? []).map((/** @type {any} */ task) => task.error);
  for (const each of [...told, error, run.error_message]) {
    const text = typeof each === "string" ? each : each?.message;
    // A task's error is told as its class makes it: `SettingsError('...')`.
    if (text) return text.replace(/^\w+\((["'])([\s\S]*)\1\)$/, "$2");
  }
  return "The server does not say why; its log does.";
}

/**
 * What a follow-up may use: the same as the question before it.
 * @param {any} turn
 * @returns {Record<string, unknown>}
 */
export function optionsAgain(turn) {
  const { uploads, filters, ...sources } = turn.sources;
  const { language, ...others } = filters ?? {};
  const options = {
    ...turn.limits,
    ...sources,
    ...others,
    ...turn.form,
    search_language: language,
    uploads: Boolean(uploads),
    use_models: turn.use_models,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null && value !== undefined));
}

/** @param {any} state @returns {{plan: any, limits: any, faults: string[]}} what waits for approval */
export function proposalOf(state) {
  const { plan, limits } = /** @type {any} */ (interruptOf(state)).value.action_requests[0].args;
  return { plan, limits, faults: state.values?.plan_faults ?? [] };
}

/** @typedef {{turnId: string, question: string, markdown: string}} EarlierTurn */

/**
 * The thread's earlier questions and the reports that answered them, oldest first.
 * @param {any} values
 * @returns {EarlierTurn[]}
 */
export function earlierTurns(values) {
  const reports = (values.messages ?? []).filter((/** @type {any} */ each) => each.type === "ai");
  const newest = values.report ? `report-${values.report.question.id}` : "";
  return reports
    .filter((/** @type {any} */ each) => each.id !== newest)
    .map((/** @type {any} */ each) => ({
      turnId: String(each.id ?? "").replace(/^report-/, ""),
      question: String(each.content).split("\n", 1)[0].replace(/^# /, "").replace(/\\(.)/g, "$1"),
      markdown: String(each.content),
    }));
}
