import type { CallerSignal } from "../deadline.ts";
import { bodyAlreadyRead } from "../http-errors.ts";

/** The parts of a fetch Request. The handler reads each of them once, because hosts have request classes of their own. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: RequestBody | null;
  readonly signal: CallerSignal;
}

/** The parts of a stream that the handler uses. */
export interface RequestBody {
  getReader(): BodyReader;
}

/** The next chunk of a body, or its end. */
export type ReadResult = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>;

/** Reads a body. */
export interface BodyReader {
  /** Resolves with the next chunk. Rejects when the client disconnects. */
  read(): Promise<ReadResult>;
  /** Stops the upload. */
  cancel(reason?: unknown): Promise<void>;
}

/**
 * Reads a fetch Request, including one of another class or realm.
 *
 * @throws TypeError for a value that is not a Request, InvalidInputError (13) when its body has already been read
 */
export function receiveRequest(input: unknown): ReceivedRequest {
  if (typeof input !== "object" || input === null) {
    throw new TypeError(
      `The handler received ${input === null ? "null" : typeof input} instead of a fetch Request.`,
    );
  }
  const { method, url, headers, body, bodyUsed, signal } = input as Partial<Request>;
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
