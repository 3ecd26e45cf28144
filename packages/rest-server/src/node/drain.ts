import type { IncomingMessage } from "node:http";

const maxDrainMs = 5_000;

/**
 * Reads and discards the rest of an upload after its response was sent. A client whose connection is closed while it still sends may never
 * read the response. After 5 s the connection is closed all the same.
 */
export async function drain(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => incoming.destroy(), maxDrainMs);
    incoming.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    // The listeners of the body's reader would keep the request paused.
    incoming.removeAllListeners("data").removeAllListeners("readable");
    incoming.resume();
  });
}
