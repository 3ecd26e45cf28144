import type { IncomingMessage } from "node:http";

const longestMs = 5_000;

/**
 * Lets a client finish an upload that nobody wants any more: one that is cut off while it sends may never read the answer
 * that it already got. Who goes on for long is cut off.
 */
export async function drain(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => incoming.destroy(), longestMs);
    incoming.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    // The body's stream would pause it again.
    incoming.removeAllListeners("data");
    incoming.resume();
  });
}
