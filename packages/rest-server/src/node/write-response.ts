import type { ServerResponse } from "node:http";
import { PartialResponse } from "../response/written-response.ts";
import { clientDisconnected } from "./client-disconnected.ts";

/** The server notices that a client reads when the client has received a chunk, so chunks must be short. */
const maxChunkBytes = 65_536;

/**
 * Sends fetch's response with Node's, no faster than the client reads. Destroys the connection when the body ends early, so that the client
 * does not take it for complete, and when the client reads nothing for `unreadTimeoutMs`.
 */
export async function writeResponse(
  response: Response,
  outgoing: ServerResponse,
  unreadTimeoutMs: number,
): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  if (response instanceof PartialResponse && response.written.body instanceof Uint8Array) {
    await sendBytes(response.written.body, outgoing, unreadTimeoutMs);
    return;
  }
  const reader = response.body?.getReader();
  if (!reader) {
    outgoing.end();
    return;
  }
  // Notices an error of the body even while the client reads nothing.
  reader.closed.catch(() => outgoing.destroy());
  try {
    await pump(reader, outgoing, unreadTimeoutMs);
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    outgoing.destroy();
  }
}

/** Sends a whole body together with the head. */
async function sendBytes(body: Uint8Array, outgoing: ServerResponse, unreadTimeoutMs: number): Promise<void> {
  for (
    let start = 0;
    start + maxChunkBytes < body.byteLength && !outgoing.destroyed;
    start += maxChunkBytes
  ) {
    const chunk = body.subarray(start, start + maxChunkBytes);
    // oxlint-disable-next-line no-await-in-loop
    if (!outgoing.write(chunk)) await waitFor(outgoing, "drain", unreadTimeoutMs);
  }
  const last = Math.max(0, Math.ceil(body.byteLength / maxChunkBytes) - 1) * maxChunkBytes;
  outgoing.end(body.subarray(last));
  if (!outgoing.writableFinished) await waitFor(outgoing, "finish", unreadTimeoutMs);
}

async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
  unreadTimeoutMs: number,
): Promise<void> {
  // Cancelling resolves a pending read. Racing every read against one promise instead would keep all chunks in memory: a promise that
  // stays pending keeps every reaction that was added to it.
  const onClose = (): void => void reader.cancel(clientDisconnected()).catch(() => undefined);
  if (outgoing.destroyed) onClose();
  outgoing.on("close", onClose);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const { done, value } = await reader.read();
    if (done) break;
    for (let start = 0; start < value.byteLength && !outgoing.destroyed; start += maxChunkBytes) {
      const chunk = value.subarray(start, start + maxChunkBytes);
      // oxlint-disable-next-line no-await-in-loop
      if (!outgoing.write(chunk)) await waitFor(outgoing, "drain", unreadTimeoutMs);
    }
  }
  outgoing.off("close", onClose);
  outgoing.end();
  if (!outgoing.writableFinished) await waitFor(outgoing, "finish", unreadTimeoutMs);
}

/** Waits for an event, or for the end of the connection. Closes the connection of a client that keeps the server waiting too long. */
function waitFor(outgoing: ServerResponse, event: "drain" | "finish", milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      // A pipelined response has no socket until the earlier ones are sent.
      if (outgoing.socket) outgoing.destroy();
    }, milliseconds);
    const done = (): void => {
      clearInterval(timer);
      outgoing.off(event, done).off("close", done);
      resolve();
    };
    if (outgoing.destroyed) done();
    else outgoing.on(event, done).on("close", done);
  });
}
