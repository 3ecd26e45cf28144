import { bodyWasRead } from "../http-errors.ts";

/** What the handler reads of a request, each part once: hosts bring request classes of their own. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal;
}

/**
 * Reads a fetch Request, also one of another class or realm.
 *
 * @throws TypeError for what is no Request, InvalidInputError (13) for a body that was read before
 */
export function receiveRequest(given: unknown): ReceivedRequest {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(
      `The handler was given ${given === null ? "null" : typeof given} instead of a fetch Request.`,
    );
  }
  const { method, url, headers, body, bodyUsed, signal } = given as Partial<Request>;
  if (typeof method !== "string" || typeof url !== "string" || headers === undefined) {
    throw new TypeError("The handler was given an object that is no fetch Request.");
  }
  if (bodyUsed === true || body?.locked === true) throw bodyWasRead();
  return {
    method,
    url: new URL(url),
    headers: headers instanceof Headers ? headers : new Headers([...headers]),
    body: body ?? null,
    // Some hosts do not tell that a caller went away.
    signal: signal ?? new AbortController().signal,
  };
}
