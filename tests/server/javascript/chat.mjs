// What a chat page does with the server, told as one JSON object: `node chat.mjs URL QUESTION`.
// It follows Agent Chat UI: messages in, `HITLRequest` out, decisions back as the resume value.

import { Client } from "@langchain/langgraph-sdk";

const [url, question] = process.argv.slice(2);
const client = new Client({ apiUrl: url });
const { thread_id: thread } = await client.threads.create();
const told = {};

const human = (content) => ({ messages: [{ type: "human", content }] });

async function watched(run) {
  const events = [];
  let values;
  const stream = client.runs.stream(thread, "wellread", {
    streamMode: ["values", "custom"],
    streamSubgraphs: true,
    streamResumable: true,
    onDisconnect: "continue",
    durability: "sync",
    ...run,
  });
  for await (const { event, data } of stream) {
    if (event === "error") throw new Error(JSON.stringify(data));
    if (event === "values") values = data;
    if (event.startsWith("custom")) events.push(data.type);
  }
  return { events, values };
}

async function request() {
  const state = await client.threads.getState(thread);
  return state.tasks.flatMap((task) => task.interrupts)[0].value;
}

const resumed = (...decisions) => watched({ command: { resume: { decisions } } });

const first = await watched({ input: human(question) });
told.interrupted = first.values.__interrupt__.length;
told.decisions = (await request()).review_configs[0].allowed_decisions;

await watched({ input: human("Leave out the tickets, please.") });
told.afterRemark = (await request()).action_requests.length;

await resumed({ type: "reject", message: "Ask for the money first." });
const { action_requests: [{ name, args }] } = await request();
args.limits.max_rounds = 0;
const edited = { name, args: Object.fromEntries(
  Object.entries(args).map(([key, value]) => [key, JSON.stringify(value)]),
) };
const done = await resumed({ type: "edit", edited_action: edited });
told.events = [...new Set(done.events)].sort();
told.answer = done.values.messages.at(-1).content;
told.branches = Object.keys(done.values.branches);
told.rounds = (await client.threads.getState(thread)).values.grant.limits.max_rounds;

const followUp = await watched({ input: human("What do the tickets of the Ellmouth tram network cost?") });
told.followUp = followUp.values.messages.at(-1).type;

const run = await client.runs.create(thread, "wellread", {
  input: human("How many passengers do the trams of Ellmouth carry in a year?"),
  context: { auto_approve: true },
  streamMode: ["custom"],
  streamResumable: true,
  durability: "sync",
});
const again = new Client({ apiUrl: url });
told.joined = 0;
for await (const _ of again.runs.joinStream(thread, run.run_id)) told.joined += 1;
told.status = (await again.runs.get(thread, run.run_id)).status;

console.log(JSON.stringify(told));
