import { bodyAlreadyRead } from "../http-errors.ts";

/** The parts of a fetch Request. The handler reads each of them once, because hosts have request classes of their own. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal;
}

/**
 * Reads a fetch Request, including one of another class or realm.
 *
 * @throws TypeError for a value that is not a Request, InvalidInputError (13) when its body has already been read
 */
export function receiveRequest(given: unknown): ReceivedRequest {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(
      `The handler received ${given === null ? "null" : typeof given} instead of a fetch Request.`,
    );
  }
  const { method, url, headers, body, bodyUsed, signal } = given as Partial<Request>;
  if (typeof method !== "string" || typeof url !== "string" || headers === undefined) {
    throw new TypeError("The handler received an object that is not a fetch Request.");
  }
  if (bodyUsed === true || body?.locked === true) throw bodyAlreadyRead();
  return {
    method,
    url: new URL(url),
    headers: headers instanceof Headers ? headers : new Headers([...headers]),
    body: body ?? null,
    // Some hosts do not report that a caller disconnected.
    signal: signal ?? new AbortController().signal,
  };
}
