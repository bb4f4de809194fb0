import assert from "node:assert/strict";
import test from "node:test";
import { MOST, sectionsIn, sectionsOf, withMoved } from "./template.js";

test("each heading of a file is a section, and the text below it its instructions", () => {
  const file = "\uFEFFnot yet\r\n# Costs #\r\nWhat it costs,\r\n  and who pays.\r\n\r\n## History\n#nothing\n### \u5386\u53f2";
  assert.deepEqual(sectionsIn(file), [
    { title: "Costs", instructions: "What it costs, and who pays." },
    { title: "History", instructions: "#nothing" },
    { title: "\u5386\u53f2", instructions: "" },
  ]);
  assert.deepEqual(sectionsIn("no heading"), []);
});

test("of a long file no more is taken than the server takes", () => {
  const found = sectionsIn(`# ${"t".repeat(300)}\n${"i ".repeat(3000)}\n`.repeat(20));
  assert.equal(found.length, MOST.sections);
  assert.deepEqual([found[0].title.length, found[0].instructions.length], [MOST.title, MOST.instructions]);
});

test("sections change places and are sent without what is around them", () => {
  const [a, b] = sectionsOf([" A ", "B"], ["", " b\n"]);
  assert.deepEqual([a, b], [{ title: "A", instructions: "" }, { title: "B", instructions: "b" }]);
  assert.deepEqual(withMoved([a, b], 1, 0), [b, a]);
  assert.deepEqual(withMoved([a, b], 1, 2), [a, b]);
});
