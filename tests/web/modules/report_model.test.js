import assert from "node:assert/strict";
import test from "node:test";
import { citing, sectionsOf, verdictCounts } from "./report_model.js";

const finding = (id, snapshot_id, more = {}) => ({ id, snapshot_id, page: null, place: "", ...more });
const claim = (text, finding_ids, more = {}) => ({ text, finding_ids, verdict: "supported", ...more });
const REPORT = {
  summary: [claim("One.", ["a"])],
  sections: [
    { section_id: "s1", title: "Money", claims: [claim("Two.", ["a", "b", "c"]), claim("Three.", ["gone"], { starts_paragraph: true, verdict: "not_checked" })] },
    { section_id: "s2", title: "Money", claims: [claim("Four.", ["d", "e"])] },
    { section_id: "s3", title: "Empty", claims: [] },
  ],
  references: [{ number: 1, source: { snapshot_id: "p" } }, { number: 2, source: { snapshot_id: "q" } }],
  findings: [finding("a", "p"), finding("b", "p"), finding("c", "q", { page: 4 }), finding("d", "q", { place: "slide 2" }), finding("e", "unlisted")],
};

const part = (kind, title) => ({ kind, title, paragraphs: [], is_list: false, table: null, figures: [] });

test("a part without a title goes on with the one before, unless nothing like it stands there", () => {
  const sections = sectionsOf([part("summary", "In brief"), part("section", ""), part("section", ""), part("section", "Money"), part("section", "")]);
  assert.deepEqual(sections.map((each) => [each.id, each.title, each.parts.length]), [
    ["summary-0", "In brief", 1], ["section-1", "", 2], ["section-2", "Money", 2],
  ]);
});

test("claims are counted by verdict and found by what they cite", () => {
  assert.deepEqual(verdictCounts(REPORT), { supported: 3, not_checked: 1 });
  assert.deepEqual(citing(REPORT, "a").map((each) => each.text), ["One.", "Two."]);
});

test("the conclusion of a long report counts", () => {
  const long = { ...REPORT, conclusion: [claim("Last.", ["d"], { verdict: "not_checked" })] };
  assert.deepEqual(verdictCounts(long), { supported: 3, not_checked: 2 });
});
