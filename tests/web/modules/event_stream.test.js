import assert from "node:assert/strict";
import test from "node:test";
import { eventsOf, parsed } from "./event_stream.js";

const STREAM = 'event: custom|research:1\ndata: {"a":\ndata:  1}\nid: 7\n\n: heartbeat\n\nevent: end\ndata: x\n\ndata: half';

test("events are told whole, comments and what is not ended are not", () => {
  const { events, rest } = parsed(STREAM);
  assert.deepEqual(events, [
    { event: "custom|research:1", data: '{"a":\n 1}', id: "7" },
    { event: "end", data: "x", id: "" },
  ]);
  assert.equal(rest, "data: half");
});

test("it does not matter where the stream is cut, nor how its lines end", async () => {
  for (const text of [STREAM, STREAM.replaceAll("\n", "\r\n")]) {
    for (let size = 1; size < 9; size += 1) {
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"));
      const body = ReadableStream.from(pieces.map((piece) => new TextEncoder().encode(piece)));
      const events = [];
      for await (const event of eventsOf({ body })) events.push(event);
      assert.deepEqual(events, parsed(STREAM).events);
    }
  }
});
