import assert from "node:assert/strict";
import test from "node:test";
import { citing, conclusionOf, figuresOf, imagesOf, partsOf, verdictCounts } from "./report_model.js";

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

test("sections of one title are read as one, empty ones not at all", () => {
  const parts = partsOf(REPORT);
  assert.deepEqual(parts.map((part) => [part.title, part.paragraphs.length]), [["In brief", 1], ["Money", 3]]);
});

test("a citation has its source's number and place, and all quotes that it stands on", () => {
  const [, money] = partsOf(REPORT);
  assert.deepEqual(money.paragraphs[0][0].citations, [
    { number: 1, place: "", findingIds: ["a", "b"] },
    { number: 2, place: "p. 4", findingIds: ["c"] },
  ]);
  assert.deepEqual(money.paragraphs[2][0].citations, [{ number: 2, place: "slide 2", findingIds: ["d"] }]);
});

test("what cites nothing that is there has no citation", () => {
  const [, money] = partsOf(REPORT);
  assert.deepEqual(money.paragraphs[1][0].citations, []);
});

test("claims are counted by verdict and found by what they cite", () => {
  assert.deepEqual(verdictCounts(REPORT), { supported: 3, not_checked: 1 });
  assert.deepEqual(citing(REPORT, "a").map((each) => each.text), ["One.", "Two."]);
});

test("the conclusion of a long report is read with its citations, and counts", () => {
  const long = { ...REPORT, conclusion: [claim("Last.", ["d"], { verdict: "not_checked" })] };
  assert.deepEqual(conclusionOf(long).paragraphs[0][0].citations, [{ number: 2, place: "slide 2", findingIds: ["d"] }]);
  assert.deepEqual(verdictCounts(long), { supported: 3, not_checked: 2 });
  assert.equal(conclusionOf(REPORT), null);
});

test("figures cite cell by cell, a gap stays a gap, and bars begin at zero", () => {
  const figures = {
    comparisons: [{ title: "T", of: "Station", attributes: ["Beds"], rows: [{ thing: "North", cells: [{ text: "4", finding_id: "c" }] }, { thing: "South", cells: [null] }] }],
    series: [{ title: "S", over: "time", of: "Year", points: [{ label: "2019", text: "-1", value: -1, finding_id: "a" }, { label: "2020", text: "3", value: 3, finding_id: "a" }] }],
  };
  const [table, series] = figuresOf({ ...REPORT, figures });
  assert.deepEqual(table.rows[0].cells, [{ text: "4", citations: [{ number: 2, place: "p. 4", findingIds: ["c"] }] }]);
  assert.deepEqual(table.rows[1].cells, [null]);
  assert.deepEqual(series.rows.map((row) => row.bar), [{ start: 0, width: 25 }, { start: 25, width: 75 }]);
  assert.deepEqual(figuresOf(REPORT), []);
});

test("pictures are named with their address and the source they stand in", () => {
  const images = [{ caption: "A tram", address: "https://x.example/t.png", finding_id: "d" }];
  assert.deepEqual(imagesOf({ ...REPORT, figures: { images } }), [
    { text: "A tram", address: "https://x.example/t.png", citations: [{ number: 2, place: "slide 2", findingIds: ["d"] }] },
  ]);
  assert.deepEqual(imagesOf(REPORT), []);
});
