import type { Fetch } from "../fetch.ts";
import type { ChunkReader, Send } from "./send.ts";

/** Sends requests with a function that has the interface of the platform's `fetch`. */
export function fetchSend(fetch: Fetch): Send {
  return async ({ method, url, headers, body, signal }) => {
    const abort = new AbortController();
    signal.onStop(() => abort.abort(signal.reason));
    if (signal.isStopped) throw signal.reason;
    const init = {
      method,
      headers: [...headers],
      signal: abort.signal,
      redirect: "manual" as const,
      ...(body !== undefined && { body: body as NonNullable<RequestInit["body"]> }),
      // Node refuses to send a stream without it
      ...(body instanceof ReadableStream && { duplex: "half" }),
    };
    const response = await fetch(new Request(url, init as RequestInit));
    return {
      status: response.status,
      isHidden: response.type === "opaqueredirect",
      header: (name) => response.headers.get(name),
      text: () => response.text(),
      chunks: () => chunksOf(response.body),
      // Its rejection was reported already, as that of the body.
      discard: () => void response.body?.cancel().catch(() => undefined),
    };
  };
}

/** Looked up at every call: some platforms replace it, and it must not be called as a method. */
export const platformSend: Send = fetchSend((request) => globalThis.fetch(request));

function chunksOf(body: ReadableStream<Uint8Array> | null): ChunkReader {
  if (body === null) return { read: async () => ({ done: true }), cancel: () => undefined };
  const reader = body.getReader();
  return {
    read: () => reader.read(),
    cancel: () => void reader.cancel().catch(() => undefined),
  };
}
