/** The server's thread and run API, and the page's own routes beside it. */

import { eventsOf } from "./event_stream.js";

const GRAPH = "wellread";
const TOKEN = "wellread.token";
const ROOT = new URL("..", import.meta.url).href;
const OWN = new URL("api/", import.meta.url).href;

/** What the server answered when it did not do what was asked. */
export class ServerError extends Error {
  /** @param {number} status 0: it could not be reached @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Milliseconds by which the server's clock is ahead of this machine's. */
export const clock = { ahead: 0 };

/** @param {string} token */
export function signIn(token) {
  sessionStorage.setItem(TOKEN, token);
}

/**
 * @param {string} url
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function asked(url, options = {}) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = new Headers(options.headers);
  if (token) headers.set("Authorization", `Bearer ${token}`);
  let response;
  try {
    response = await fetch(url, { ...options, headers });
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") throw error;
    throw new ServerError(0, "The server cannot be reached.");
  }
  const date = Date.parse(response.headers.get("date") ?? "");
  if (!Number.isNaN(date)) clock.ahead = date - Date.now();
  if (!response.ok) throw new ServerError(response.status, await wordsOf(response));
  return response;
}

/** @param {Response} response @returns {Promise<string>} */
async function wordsOf(response) {
  const text = await response.text();
  try {
    const told = JSON.parse(text);
    const words = told.detail ?? told.message ?? text;
    if (Array.isArray(words)) {
      return words.map(({ loc, msg }) => [loc?.at(-1), msg].filter(Boolean).join(": ")).join("; ");
    }
    return typeof words === "string" ? words : JSON.stringify(words);
  } catch {
    return text || `The server answers ${response.status}.`;
  }
}

/** @param {string} method @param {string} url @param {unknown} [body] @returns {Promise<any>} */
async function json(method, url, body) {
  const response = await asked(url, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
  return response.status === 204 ? null : response.json();
}

/** @param {string} id @returns {string} */
const thread = (id) => `${ROOT}threads/${encodeURIComponent(id)}`;
/** @param {string} id @returns {string} */
const ownThread = (id) => `${OWN}threads/${encodeURIComponent(id)}`;

export const choices = () => json("GET", `${OWN}choices`);
export const runList = () => json("GET", `${OWN}runs?limit=20`);

/** @param {string} [id] a thread the server may have forgotten, whose checkpoints it still has */
export async function makeThread(id) {
  const made = await json("POST", `${ROOT}threads`, {
    ...(id ? { thread_id: id } : {}),
    if_exists: "do_nothing",
    metadata: { graph_id: GRAPH },
  });
  return /** @type {string} */ (made.thread_id);
}

/**
 * A thread: its state and its newest run. The run is asked for before the state: else one that ends
 * in between would seem to have stopped in its midst.
 * @param {string} id
 */
export async function loadThread(id) {
  const all = async () => {
    const run = await newestRun(id);
    const [told, state] = await Promise.all([json("GET", thread(id)), json("GET", `${thread(id)}/state`)]);
    return { id, status: told.status, error: told.error, state, run };
  };
  return all().catch(async (error) => {
    if (error.status !== 404) throw error;
    await makeThread(id);
    return all();
  });
}

/** @param {string} id */
export async function newestRun(id) {
  return (await json("GET", `${thread(id)}/runs?limit=1`))[0] ?? null;
}

const WATCHED = {
  assistant_id: GRAPH,
  stream_mode: ["custom"],
  stream_subgraphs: true,
  stream_resumable: true,
  durability: "sync",
  multitask_strategy: "reject",
};

/** @param {string} id @param {string} question @param {object} context */
export const ask = (id, question, context) =>
  json("POST", `${thread(id)}/runs`, { ...WATCHED, input: { question }, context });

/** @param {string} id @param {string} interruptId @param {object} decision */
export const answer = (id, interruptId, decision) =>
  json("POST", `${thread(id)}/runs`, {
    ...WATCHED,
    command: { resume: { [interruptId]: { decisions: [decision] } } },
  });

/**
 * Goes on with a run that lay still; the time until now is none of its seconds.
 * @param {string} id
 * @param {object} checkpoint as the thread's state names it
 */
export async function goOn(id, checkpoint) {
  await json("POST", `${ownThread(id)}/pause`).catch((error) => {
    // It has not begun, or is at work after all: the server then says so to the run itself.
    if (error.status !== 409) throw error;
  });
  return fromCheckpoint(id, checkpoint);
}

/** @param {string} id @param {object} checkpoint the last one */
async function fromCheckpoint(id, checkpoint) {
  try {
    return await json("POST", `${thread(id)}/runs`, { ...WATCHED, input: null });
  } catch (error) {
    // Some servers want the checkpoint named; on others naming it would repeat finished branches.
    if (/** @type {ServerError} */ (error).status !== 422) throw error;
    return json("POST", `${thread(id)}/runs`, { ...WATCHED, input: null, checkpoint });
  }
}

/** @param {string} id @param {string} runId */
export const stop = (id, runId) =>
  asked(`${thread(id)}/runs/${runId}/cancel?wait=1&action=interrupt`, { method: "POST" });

/** @param {string} id */
export const writeNow = (id) => json("POST", `${ownThread(id)}/write-now`);

/** @param {string} id @param {Record<string, number | null>} higher limits for a run that is not written */
export const raiseLimits = (id, higher) => json("POST", `${ownThread(id)}/limits`, higher);

/**
 * A written report made anew on today's sources, in a thread of its own.
 * @param {string} id
 * @param {Record<string, number | null>} [other] limits than those it was made within
 * @returns {Promise<string>} the new thread
 */
export async function refresh(id, other = {}) {
  const values = await json("POST", `${ownThread(id)}/refresh`, other);
  const made = await makeThread();
  const { checkpoint } = await json("POST", `${thread(made)}/state`, { values, as_node: "approve" });
  await fromCheckpoint(made, checkpoint);
  return made;
}

/**
 * The events of a run from its first one, or from behind `after`.
 * @param {string} id
 * @param {string} runId
 * @param {string} after
 * @param {AbortSignal} signal
 */
export async function* joined(id, runId, after, signal) {
  const response = await asked(`${thread(id)}/runs/${runId}/stream?stream_mode=custom`, {
    headers: { "Last-Event-ID": after || "-1" },
    signal,
  });
  yield* eventsOf(response);
}

/** @param {string} id */
export const usage = (id) => json("GET", `${ownThread(id)}/usage`);
/** @param {string} turnId of an earlier turn; empty is the newest @returns {string} */
const ofTurn = (turnId) => (turnId ? `?turn=${encodeURIComponent(turnId)}` : "");
/** @param {string} id @param {string} findingId @param {string} turnId */
export const evidence = (id, findingId, turnId) =>
  json("GET", `${ownThread(id)}/evidence/${encodeURIComponent(findingId)}${ofTurn(turnId)}`);
/** @param {string} id */
export const shownReport = (id) => json("GET", `${ownThread(id)}/shown`);
/** @param {string} id @param {string} turnId */
export const earlierReport = (id, turnId) =>
  json("GET", `${ownThread(id)}/earlier/${encodeURIComponent(turnId)}`);
/** @param {string} id */
export const documents = (id) => json("GET", `${ownThread(id)}/documents`);

/** @param {string} id @param {File} file */
export async function upload(id, file) {
  const name = encodeURIComponent(file.name.split(/[\\/]/).pop() ?? "");
  const response = await asked(`${ownThread(id)}/documents/${name}`, { method: "PUT", body: file });
  return response.json();
}

/** @param {string} id @param {string} name */
export const removeDocument = (id, name) =>
  json("DELETE", `${ownThread(id)}/documents/${encodeURIComponent(name)}`);

/** @param {string} id @param {string} ending @param {string} turnId @returns {Promise<Blob>} */
export async function reportFile(id, ending, turnId) {
  return (await asked(`${ownThread(id)}/report.${ending}${ofTurn(turnId)}`)).blob();
}
