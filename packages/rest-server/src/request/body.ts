import { InvalidInputError } from "@lancetree/core";
import { bodyTooLarge, bodyTooSlow, unknownEncoding } from "../http-errors.ts";
import { requireModestJson } from "./json-limits.ts";
import type { ReceivedRequest } from "./received-request.ts";

/** What a body may cost. */
export interface BodyLimits {
  /** Bytes. */
  readonly bytes: number;
  /** Milliseconds that the body may let the server wait for it. What came gives some back, at `slowestRate`. */
  readonly waitMs: number;
  /** Whether nothing is given back, so that this is a time for the whole body. */
  readonly isTotal?: boolean;
  /** Told how many bytes are there, of a body that is kept whole. What it throws ends the reading. */
  readonly onHeld?: ((bytes: number) => void) | undefined;
}

/** Bytes in a second: whoever sends more for as long as it likes is only slow. */
const slowestRate = 256;

/**
 * Reads a JSON body, whatever its Content-Type claims.
 *
 * @returns undefined when there is none; an empty one and `null` are none
 * @throws NamespaceError (13) for what is no JSON, too large (413), too slow (408) or encoded (415)
 */
export async function readJsonBody(request: ReceivedRequest, limits: BodyLimits): Promise<unknown> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  const pieces = readBody(request, limits);
  try {
    for await (const piece of pieces) text += decoder.decode(piece, { stream: true });
    text += decoder.decode();
    if (text.trim() === "") return undefined;
    requireModestJson(text);
    const body: unknown = JSON.parse(text);
    return body ?? undefined;
  } catch (error) {
    // Both name what they could not read, which may be a secret.
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw new InvalidInputError("The body is no JSON.");
    }
    throw error;
  }
}

/**
 * The bytes of a body as they come. Whoever stops reading early stops the upload.
 *
 * Rejects with a NamespaceError (13) when it gets too large (413) or too slow (408), or is encoded (415).
 */
export async function* readBody(request: ReceivedRequest, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") throw unknownEncoding();
  if (Number(request.headers.get("content-length") ?? 0) > limits.bytes) throw bodyTooLarge(limits.bytes);
  if (request.body === null) return;
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  let length = 0;
  let ended = false;
  let left = limits.waitMs;
  try {
    for (;;) {
      const start = performance.now();
      const { done, value } = await inTime(reader.read(), left);
      ended = done;
      if (value === undefined) return;
      left -= performance.now() - start;
      if (!limits.isTotal) left = Math.min(limits.waitMs, left + (value.byteLength / slowestRate) * 1_000);
      length += value.byteLength;
      if (length > limits.bytes) throw bodyTooLarge(limits.bytes);
      limits.onHeld?.(length);
      yield value;
    }
  } finally {
    // Not awaited: what sends the body may have stopped answering.
    if (!ended) reader.cancel().catch(() => undefined);
  }
}

async function inTime<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(bodyTooSlow()), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
