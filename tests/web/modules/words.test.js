import assert from "node:assert/strict";
import test from "node:test";
import { ago, cost, duration, link, money, place, size } from "./words.js";

test("money, time and size are short and unknown prices are no zero", () => {
  assert.deepEqual([money(null), money(0), money(0.0324), money(12.5)], ["–", "$0.00", "$0.032", "$12.50"]);
  assert.deepEqual([duration(-3), duration(59.4), duration(185), duration(7800)], ["0 s", "59 s", "3 min 05 s", "2 h 10 min"]);
  assert.deepEqual([size(900), size(61_000), size(50e6)], ["900 bytes", "61 kB", "50.0 MB"]);
  assert.deepEqual([ago("2026-11-26T10:00:00Z", Date.parse("2026-11-26T10:05:00Z")), ago("no time", 0)], ["5 min ago", ""]);
});

test("a cost of which a part is unknown is at least so much", () => {
  assert.equal(cost({ cost_usd: 0.5, unpriced_calls: 0 }), "$0.500");
  assert.equal(cost({ cost_usd: 0.5, unpriced_calls: 2 }), "≥ $0.500");
});

test("only a web address becomes a link", () => {
  assert.equal(link("https://example.org/a b"), "https://example.org/a%20b");
  for (const address of ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "library:python/with", "", "//x"]) {
    assert.equal(link(address), "", address);
  }
});

test("a place is a host, a file's name, or the address itself", () => {
  assert.equal(place("https://www.example.org/x"), "example.org");
  assert.equal(place("file:///data/a%20b.pdf"), "a b.pdf");
  assert.equal(place("file:///data/50%.pdf"), "50%.pdf");
  assert.equal(place("library:python/with"), "library:python/with");
});
