import assert from "node:assert/strict";
import test from "node:test";
import { layout } from "./picture.js";
import { coverageOf, found, progressOf, withEvent, withState } from "./progress.js";

const VALUES = {
  phase: "research",
  plan: { sub_questions: [{ id: "q1", question: "Who?" }, { id: "q2", question: "What?" }] },
  tasks: {
    q1: { id: "q1", sub_question_id: "q1", question: "Who?", round: 0 },
    q2: { id: "q2", sub_question_id: "q2", question: "What?", round: 0 },
  },
  branches: { q1: { task_id: "q1", status: "done", sources: 4, findings: 3 } },
};
const branch = (task_id, step, findings = 0) => ({
  type: "branch", task_id, question: "?", step, detail: "d", sources: findings, findings,
});
const steps = (progress) => progress.branches.map(({ id, step }) => `${id} ${step}`);

test("a reload shows what the state keeps, and events carry it on", () => {
  let progress = progressOf(VALUES);
  assert.deepEqual(steps(progress), ["q1 done", "q2 waiting"]);
  progress = withEvent(progress, branch("q2", "reading", 2));
  assert.deepEqual(steps(progress), ["q1 done", "q2 reading"]);
  assert.deepEqual(found(progress), { sources: 6, findings: 5 });
});

test("the same events twice, as after a lost connection, change nothing", () => {
  const events = [
    { type: "phase", phase: "dispatch" },
    branch("q2", "searching"),
    { type: "section", section_id: "s1", title: "T", step: "drafting", claims: 0, supported: 0 },
    { type: "spent", usage: { calls: 3 } },
    { type: "failure", failure: { where: "a.org", message: "gone" } },
  ];
  const once = events.reduce(withEvent, progressOf(VALUES));
  assert.deepEqual(events.reduce(withEvent, once), once);
});

test("a later round belongs to its sub-question and stands in a column of its own", () => {
  const progress = withEvent(progressOf(VALUES), branch("q2-r1", "searching"));
  const later = progress.branches.at(-1);
  assert.deepEqual([later.partId, later.round], ["q2", 1]);
  const { nodes } = layout(progress, false);
  const at = Object.fromEntries(nodes.map((node) => [node.id, node.x]));
  assert.ok(at.q1 === at.q2 && at["q2-r1"] > at["review-0"] && at["review-0"] > at.q1);
});

test("a branch belongs where the state says, whatever its id looks like", () => {
  const live = withEvent(progressOf(VALUES), branch("q1-x1-r2", "searching"));
  assert.deepEqual([live.branches.at(-1).partId, live.branches.at(-1).round], ["q1", 2]);
  const task = { id: "grown", sub_question_id: "q2", question: "Why?", round: 1 };
  const grown = withEvent(progressOf(VALUES), branch("grown", "searching"));
  const known = withState(grown, { ...VALUES, tasks: { ...VALUES.tasks, grown: task } });
  const found = known.branches.find(({ id }) => id === "grown");
  assert.deepEqual([found.partId, found.round, found.step], ["q2", 1, "searching"]);
});

test("a stored end is not undone by an older word, nor a live one by an older state", () => {
  const live = withEvent(progressOf({ ...VALUES, branches: {} }), branch("q1", "reading"));
  assert.deepEqual(steps(withState(live, VALUES)), ["q1 done", "q2 waiting"]);
  const ended = withEvent(live, branch("q2", "done", 2));
  assert.deepEqual(steps(withState(ended, VALUES)), ["q1 done", "q2 done"]);
});

test("coverage fills with findings and is settled by the review", () => {
  const during = withEvent(progressOf(VALUES), branch("q2", "extracting", 2));
  assert.equal(coverageOf(during, "q2").status, "searching");
  assert.ok(coverageOf(during, "q2").share > 0);
  const after = withState(during, { ...VALUES, coverage: [{ sub_question_id: "q2", status: "thin", reason: "" }] });
  assert.deepEqual(coverageOf(after, "q2"), { share: 0.5, status: "thin", findings: 2, sources: 2 });
});

test("a later word of fewer calls does not make the cost shrink", () => {
  const told = [{ calls: 5 }, { calls: 4 }].map((usage) => ({ type: "spent", usage }));
  assert.equal(told.reduce(withEvent, progressOf(VALUES)).usage.calls, 5);
});

test("twelve branches and twelve sections stand apart in the picture", () => {
  let progress = progressOf({ phase: "section" });
  for (let n = 1; n <= 12; n += 1) {
    progress = withEvent(progress, branch(`q${n}`, "done"));
    progress = withEvent(progress, { type: "section", section_id: `s${n}`, title: "T", step: "drafting", claims: 0, supported: 0 });
  }
  const { nodes, width, height } = layout(progress, false);
  assert.equal(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size, nodes.length);
  assert.ok(nodes.every(({ x, y }) => x > 0 && x < width && y > 0 && y < height));
});
