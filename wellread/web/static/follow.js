/** A run followed to its end, over lost connections and restarts of the server. */

import { connected } from "./connection.js";
import { joined, newestRun } from "./server.js";

const AGAIN_MS = 1000;
const ACTIVE = ["pending", "running"];

/**
 * Calls `onEvent` with everything the run says, once each; returns when the run has ended, or when
 * the server no longer knows it.
 * @param {{id: string, run: any}} thread
 * @param {AbortSignal} signal
 * @param {(event: any) => void} onEvent
 */
export async function followed(thread, signal, onEvent) {
  let after = "";
  while (!signal.aborted) {
    try {
      for await (const { event, data, id } of joined(thread.id, thread.run.run_id, after, signal)) {
        after = id || after;
        if (event.startsWith("custom")) onEvent(JSON.parse(data));
      }
      const run = await newestRun(thread.id);
      if (run?.run_id !== thread.run.run_id || !ACTIVE.includes(run.status)) return;
    } catch (error) {
      if (signal.aborted || /** @type {any} */ (error).status >= 400) return;
      connected(false);
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}
