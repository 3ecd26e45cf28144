import type { ServerResponse } from "node:http";

/**
 * Sends fetch's response with Node's, no faster than the client takes it. A body that breaks off breaks the connection,
 * so that nobody takes it for whole.
 */
export async function writeResponse(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  const reader = response.body?.getReader();
  if (!reader) {
    outgoing.end();
    return;
  }
  try {
    await pump(reader, outgoing);
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    outgoing.destroy();
  }
}

async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  outgoing: ServerResponse,
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
    // oxlint-disable-next-line no-await-in-loop
    if (!outgoing.write(value)) await drained(outgoing);
  }
  outgoing.off("close", leave);
  outgoing.end();
}

/** Waits until there is room again, or nobody to take it. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      outgoing.off("drain", go).off("close", go);
      resolve();
    };
    if (outgoing.destroyed) go();
    else outgoing.on("drain", go).on("close", go);
  });
}
