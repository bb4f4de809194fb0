import assert from "node:assert/strict";
import test from "node:test";
import { added, changed, moved, removed, same, tidied } from "./plan_edit.js";

const PLAN = {
  role: "historian",
  sub_questions: [
    { id: "q1", question: "Who pays?", queries: ["who pays"], after: [], section: "Money", answered_when: "a name" },
    { id: "q2", question: "How much?", queries: ["how much", "cost"], after: ["q1"], section: "Money" },
  ],
};
const ids = (plan) => plan.sub_questions.map((part) => part.id);

test("nothing changes the plan that was proposed", () => {
  const before = structuredClone(PLAN);
  moved(added(removed(changed(PLAN, 0, { question: "x" }), 1)), 0, 1);
  assert.deepEqual(PLAN, before);
});

test("a sub-question moves, and stays where it is at the ends", () => {
  assert.deepEqual(ids(moved(PLAN, 1, 0)), ["q2", "q1"]);
  assert.equal(moved(PLAN, 0, -1), PLAN);
  assert.equal(moved(PLAN, 1, 2), PLAN);
});

test("nothing waits for a sub-question that is gone, and its id is not used again by another", () => {
  const left = removed(PLAN, 0);
  assert.deepEqual(left.sub_questions[0].after, []);
  assert.deepEqual(ids(added(left)), ["q2", "q3"]);
});

test("empty lines are not sent; a changed question brings no stale section along", () => {
  const draft = added(changed(changed(PLAN, 0, { question: " Who really pays? ", queries: [" a ", ""] }), 1, {}));
  const sent = tidied(draft, PLAN).sub_questions;
  assert.deepEqual(sent.map((part) => part.id), ["q1", "q2"]);
  assert.deepEqual(sent[0].queries, ["a"]);
  assert.equal(sent[0].question, "Who really pays?");
  assert.deepEqual([sent[0].section, sent[0].answered_when], ["", ""]);
  assert.equal(sent[1].section, "Money");
});

test("a plan that was not touched is the same", () => {
  assert.ok(same(tidied(PLAN, PLAN), PLAN));
});
