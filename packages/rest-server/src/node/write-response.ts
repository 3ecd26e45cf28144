import type { ServerResponse } from "node:http";

/** A client shows that it reads by taking a piece; of a longer one, that would take long to show. */
const longestPiece = 65_536;

/**
 * Sends fetch's response with Node's, no faster than the client takes it. A body that breaks off breaks the connection,
 * so that nobody takes it for whole; so does a client that takes nothing for so many milliseconds.
 */
export async function writeResponse(
  response: Response,
  outgoing: ServerResponse,
  unreadTimeoutMs: number,
): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  const reader = response.body?.getReader();
  if (!reader) {
    outgoing.end();
    return;
  }
  // Also while the client takes nothing.
  reader.closed.catch(() => outgoing.destroy());
  try {
    await pump(reader, outgoing, unreadTimeoutMs);
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    outgoing.destroy();
  }
}

async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
  unreadTimeoutMs: number,
): Promise<void> {
  // A piece that is waited for counts as the end then. To race every piece against one promise instead would keep them
  // all: what was raced stays with the promise that is still open.
  const leave = (): void => void reader.cancel(new Error("The client went away.")).catch(() => undefined);
  if (outgoing.destroyed) leave();
  outgoing.on("close", leave);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const { done, value } = await reader.read();
    if (done) break;
    for (let start = 0; start < value.byteLength && !outgoing.destroyed; start += longestPiece) {
      const piece = value.subarray(start, start + longestPiece);
      // oxlint-disable-next-line no-await-in-loop
      if (!outgoing.write(piece)) await drained(outgoing, unreadTimeoutMs);
    }
  }
  outgoing.off("close", leave);
  outgoing.end();
  await ended(outgoing, unreadTimeoutMs);
}

/** Waits until there is room again, or nobody to take it. */
function drained(outgoing: ServerResponse, milliseconds: number): Promise<void> {
  return waitFor(outgoing, "drain", milliseconds);
}

/** Waits until the client has the end of its answer, which says how long it takes to take the rest. */
function ended(outgoing: ServerResponse, milliseconds: number): Promise<void> {
  return outgoing.writableFinished ? Promise.resolve() : waitFor(outgoing, "finish", milliseconds);
}

/** Closes the connection of a client that lets the server wait for so long. */
function waitFor(outgoing: ServerResponse, event: "drain" | "finish", milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      // Until the answers before it are sent, an answer has no connection.
      if (outgoing.socket) outgoing.destroy();
    }, milliseconds);
    const go = (): void => {
      clearInterval(timer);
      outgoing.off(event, go).off("close", go);
      resolve();
    };
    if (outgoing.destroyed) go();
    else outgoing.on(event, go).on("close", go);
  });
}
