import assert from "node:assert/strict";
import test from "node:test";
import { layout } from "./picture.js";
import { progressOf, withEvent, withState } from "./progress.js";
import { hasGrown, treeOf } from "./tree.js";

const item = (id, parent = "") => ({ id, parent });
const shape = (tree) => tree.map(({ item: { id }, depth, below }) => [id, depth, ...shape(below)]);

test("what grew stands below what it grew out of, as deep as it goes", () => {
  const items = [item("q1"), item("q2"), item("q1-g1", "q1"), item("q2-g1", "q2"), item("q1-g2", "q1"), item("q1-g1-g1", "q1-g1")];
  assert.deepEqual(shape(treeOf(items)), [
    ["q1", 0, ["q1-g1", 1, ["q1-g1-g1", 2]], ["q1-g2", 1]],
    ["q2", 0, ["q2-g1", 1]],
  ]);
  assert.ok(hasGrown(items));
  assert.ok(!hasGrown([item("q1")]));
});

test("nothing is left out: neither without its parent nor in a circle", () => {
  assert.deepEqual(shape(treeOf([item("lost", "gone"), item("a", "b"), item("b", "a"), item("self", "self")])), [
    ["lost", 0], ["a", 0, ["b", 1]], ["self", 0],
  ]);
});

const TASK = { id: "q1", sub_question_id: "q1", question: "Who?", round: 0 };
const GROWN = { id: "q1-r1-g1", sub_question_id: "q1", question: "Kestrel", round: 1, parent: "q1", grown_from: "q1.1" };
const VALUES = {
  phase: "research",
  plan: { sub_questions: [{ id: "q1", question: "Who?" }] },
  tasks: { q1: TASK, [GROWN.id]: GROWN },
  findings: { "q1.1": { id: "q1.1", quote: "It is the Kestrel." } },
};
const EVENT = { type: "branch", task_id: GROWN.id, question: "Kestrel", step: "reading", detail: "", parent: "q1", sources: 1, findings: 0 };

test("a grown question is told live and after a reload alike, with the quote it grew out of", () => {
  const stored = progressOf(VALUES);
  const live = withEvent(progressOf({ ...VALUES, tasks: { q1: TASK } }), EVENT);
  const both = withState(live, VALUES);
  for (const each of [withEvent(stored, EVENT), both]) {
    const [root] = treeOf(each.branches);
    const [{ item: grown }] = root.below;
    assert.deepEqual([grown.partId, grown.round, grown.quote, grown.step], ["q1", 1, "It is the Kestrel.", "reading"]);
  }
  assert.equal(treeOf(live.branches)[0].below[0].item.partId, "q1");
});

test("a round of many branches keeps its column short", () => {
  const tasks = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`g${n}`, { ...GROWN, id: `g${n}` }]));
  const { nodes, height } = layout(progressOf({ ...VALUES, tasks }), false);
  assert.ok(height < 500);
  assert.ok(nodes.some(({ label }) => label === "and 27 more"));
});
