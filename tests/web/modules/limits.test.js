import assert from "node:assert/strict";
import test from "node:test";
import { givenLimits } from "./limits.js";

const NOW = { max_cost_usd: 0.5, max_seconds: null, max_searches: 30, words: 900 };

test("what was changed is given, what was emptied is no limit, the rest stays unsaid", () => {
  const given = new Map([["max_cost_usd", ""], ["max_seconds", "60"], ["max_searches", "30"], ["words", "5"]]);
  assert.deepEqual(givenLimits(given, NOW), { max_cost_usd: null, max_seconds: 60 });
  assert.deepEqual(givenLimits(new Map(), NOW), {});
});
