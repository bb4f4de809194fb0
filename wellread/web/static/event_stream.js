/** Server-sent events, read from a stream of text. Pure but for the generator's reading. */

/** @typedef {{event: string, data: string, id: string}} ServerEvent */

/**
 * The whole events in `text`, and the rest that is not ended yet.
 * @param {string} text
 * @returns {{events: ServerEvent[], rest: string}}
 */
export function parsed(text) {
  const blocks = text.replace(/\r\n?/g, "\n").split("\n\n");
  const rest = blocks.pop() ?? "";
  return { events: blocks.map(oneEvent).filter((each) => each.data !== ""), rest };
}

/** @param {string} block @returns {ServerEvent} */
function oneEvent(block) {
  const found = { event: "message", data: "", id: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") data.push(value);
    else if (name === "event" || name === "id") found[name] = value;
  }
  return { ...found, data: data.join("\n") };
}

/**
 * Every event of a response as it comes.
 * @param {Response} response
 * @returns {AsyncGenerator<ServerEvent>}
 */
export async function* eventsOf(response) {
  const reader = /** @type {ReadableStream} */ (response.body)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      // A lone CR may be half of a CRLF: it waits for what follows.
      const ready = text + value;
      const cut = ready.endsWith("\r") ? ready.length - 1 : ready.length;
      const { events, rest } = parsed(ready.slice(0, cut));
      text = rest + ready.slice(cut);
      yield* events;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
