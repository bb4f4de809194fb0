import assert from "node:assert/strict";
import test from "node:test";
import { currentValues, earlierTurns, failureOf, interruptOf, optionsAgain, stageOf } from "./stage.js";

const waits = { tasks: [{ interrupts: [{ id: "i", value: { action_requests: [{ args: {} }] } }] }], next: ["approve"], values: { turn: { id: "t" } } };
const report = { question: { id: "t" } };
const done = { tasks: [], next: [], values: { turn: { id: "t" }, report } };
const open = { tasks: [{ interrupts: [] }], next: ["research"], values: { turn: { id: "t" } } };

test("the stage of a thread is the same on every server", () => {
  const cases = [
    ["new", { state: { values: {}, next: [], tasks: [] }, run: null, status: "idle" }],
    ["working", { state: open, run: { status: "running" }, status: "busy" }],
    ["working", { state: done, run: { status: "pending" }, status: "busy" }],
    ["plan", { state: waits, run: { status: "success" }, status: "interrupted" }],
    ["plan", { state: waits, run: { status: "interrupted" }, status: "interrupted" }],
    ["plan", { state: waits, run: null, status: "idle" }],
    ["report", { state: done, run: { status: "success" }, status: "idle" }],
    ["stopped", { state: open, run: { status: "interrupted" }, status: "interrupted" }],
    ["stopped", { state: open, run: null, status: "idle" }],
    ["failed", { state: open, run: { status: "error" }, status: "error" }],
    ["failed", { state: { values: {}, next: [], tasks: [] }, run: { status: "error" }, status: "error" }],
    ["report", { state: done, run: { status: "error" }, status: "error" }],
    ["stopped", { state: { ...done, values: { turn: { id: "next" }, report } }, run: { status: "success" }, status: "idle" }],
  ];
  for (const [stage, thread] of cases) assert.equal(stageOf(thread), stage, JSON.stringify(thread));
});

test("only an interrupt that asks for approval is one", () => {
  assert.equal(interruptOf(waits).id, "i");
  assert.equal(interruptOf({ tasks: [{ interrupts: [{ id: "x", value: 3 }] }] }), null);
});

test("a failure is told in the words of whoever knows them", () => {
  const run = { status: "error" };
  assert.equal(failureOf({ state: { tasks: [{ error: "SettingsError('no \"key\"')" }] }, run }), 'no "key"');
  assert.equal(failureOf({ state: { tasks: [] }, run, error: { message: "bad" } }), "bad");
  assert.equal(failureOf({ state: null, run: { ...run, error_message: "later" } }), "later");
  assert.match(failureOf({ state: null, run }), /log/);
  assert.equal(failureOf({ state: null, run: { status: "success" }, error: "old" }), "");
});

test("a follow-up may use what the question before it used, and names nothing that was left open", () => {
  const turn = {
    sources: { web: true, uploads: "thread", folders: [], filters: { since: null, domains: ["a.org"], language: "en,de" } },
    limits: { words: 500, max_cost_usd: null },
    form: { kind: "brief", depth: "quick" },
    use_models: false,
  };
  const again = optionsAgain(turn);
  assert.deepEqual(again, {
    web: true, folders: [], uploads: true, domains: ["a.org"], search_language: "en,de",
    words: 500, kind: "brief", depth: "quick", use_models: false,
  });
});

test("until a run has taken its question in, the state of the question before is not shown as its own", () => {
  const state = { values: { turn: { text: "Old?" }, report, phase: "done" } };
  for (const run of [{ kwargs: { input: { question: " New? " } } }, { input: { question: "New?" } }]) {
    assert.deepEqual(currentValues({ state, run }), { turn: { text: "New?" } });
    const taken = { values: { turn: { text: "New?" }, phase: "plan" } };
    assert.equal(currentValues({ state: taken, run }), taken.values);
  }
  assert.equal(currentValues({ state, run: { kwargs: { input: null } } }), state.values);
  assert.deepEqual(currentValues({ state: {}, run: { input: { question: "First?" } } }), {});
});

test("earlier reports are told by their turn, the newest is none of them", () => {
  const message = (id, content, type = "ai") => ({ id, content, type });
  const values = {
    report: { question: { id: "t2" } },
    messages: [message("m", "Why?", "human"), message("report-t1", "# One \\*two\\*\n\ntext"), message("report-t2", "# Two")],
  };
  assert.deepEqual(earlierTurns(values), [{ turnId: "t1", question: "One *two*", markdown: "# One \\*two\\*\n\ntext" }]);
});
