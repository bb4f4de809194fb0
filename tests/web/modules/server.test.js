import assert from "node:assert/strict";
import test from "node:test";
import { goOn, loadThread, raiseLimits, refresh } from "./server.js";
import { stageOf } from "./stage.js";

/** @param {Record<string, unknown>} answers by the end of the address */
function serving(answers) {
  const asked = [];
  globalThis.sessionStorage = { getItem: () => "token" };
  globalThis.fetch = async (url, { method, headers, body }) => {
    const end = Object.keys(answers).find((each) => String(url).endsWith(each));
    asked.push([method, end, body ? JSON.parse(body) : undefined, headers.get("authorization")]);
    return answers[end] instanceof Response ? answers[end] : Response.json(answers[end]);
  };
  return asked;
}

test("a report is made anew in a thread of its own, which goes on from where a plan was approved", async () => {
  const beginning = { phase: "dispatch", plan: { sub_questions: [] } };
  const asked = serving({
    "/threads/old/refresh": beginning,
    "/threads": { thread_id: "new" },
    "/threads/new/state": { checkpoint: { checkpoint_id: "c" } },
    "/threads/new/runs": { run_id: "r" },
  });
  assert.equal(await refresh("old", { max_searches: 9 }), "new");
  assert.deepEqual(asked.map(([method, end]) => `${method} ${end}`), [
    "POST /threads/old/refresh", "POST /threads", "POST /threads/new/state", "POST /threads/new/runs",
  ]);
  assert.deepEqual(asked[0][2], { max_searches: 9 });
  assert.deepEqual(asked[2][2], { values: beginning, as_node: "approve" });
  assert.equal(asked[3][2].input, null);
  assert.ok(asked.every(([, , , token]) => token === "Bearer token"));
});

test("where a report cannot be made anew no thread is made", async () => {
  const asked = serving({
    "/refresh": Response.json({ detail: "Only a written report can be made anew." }, { status: 409 }),
  });
  await assert.rejects(refresh("old"), { status: 409, message: "Only a written report can be made anew." });
  assert.equal(asked.length, 1);
});

test("before a run goes on it is noted for how long it lay still", async () => {
  const done = () => new Response(null, { status: 204 });
  const asked = serving({ "/threads/t/limits": done(), "/threads/t/pause": done(), "/threads/t/runs": { run_id: "r" } });
  await raiseLimits("t", { max_cost_usd: 2 });
  await goOn("t", {});
  assert.deepEqual(asked.map(([, end]) => end), ["/threads/t/limits", "/threads/t/pause", "/threads/t/runs"]);
});

test("a field that does not fit is told by its name", async () => {
  const detail = [{ loc: ["body", "max_searches"], msg: "Input should be less than or equal to 500" }];
  serving({ "/threads/t/limits": Response.json({ detail }, { status: 422 }) });
  await assert.rejects(raiseLimits("t", { max_searches: 501 }), { message: "max_searches: Input should be less than or equal to 500" });
});

test("a run that ends while its thread is loaded does not seem to have stopped in its midst", async () => {
  let ended = false;
  const told = {
    runs: () => [{ run_id: "r", status: ended ? "success" : "running" }],
    state: () => ({ values: {}, next: ended ? [] : ["finish"], tasks: [] }),
    t: () => ({ status: ended ? "idle" : "busy" }),
  };
  globalThis.fetch = async (url) => {
    const what = new URL(url).pathname.split("/").at(-1);
    const answer = Response.json(told[what]());
    ended ||= what === "state";
    return answer;
  };
  assert.equal(stageOf(await loadThread("t")), "working");
});
