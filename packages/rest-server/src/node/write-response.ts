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
  const gone = new Promise<never>((_, reject) => {
    const leave = (): void => reject(new Error("The client went away."));
    if (outgoing.destroyed) leave();
    outgoing.once("close", leave);
  });
  // It is only looked at while something is waited for.
  gone.catch(() => undefined);
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const { done, value } = await Promise.race([reader.read(), gone]);
    if (done) break;
    if (outgoing.write(value)) continue;
    const drained = new Promise((resolve) => outgoing.once("drain", resolve));
    // oxlint-disable-next-line no-await-in-loop
    await Promise.race([drained, gone]);
  }
  outgoing.end();
}
