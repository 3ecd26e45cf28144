import { InvalidInputError, isError } from "@lancetree/core";
import { bodyTimeout, bodyTooLarge, unsupportedEncoding } from "../http-errors.ts";
import { checkJsonLimits } from "./json-limits.ts";
import type { ReceivedRequest } from "./received-request.ts";

/** The limits of a body. */
export interface BodyLimits {
  /** Bytes. */
  readonly bytes: number;
  /** Milliseconds that the server waits for the body in total. Bytes that arrive extend it, at `minBytesPerSecond`, up to this value. */
  readonly waitMs: number;
  /** Whether nothing extends `waitMs`, so that it limits the whole body. */
  readonly isTotal?: boolean;
  /** Receives the number of bytes in memory, for a body that is read as a whole. An error that it throws ends the reading. */
  readonly onHeld?: ((bytes: number) => void) | undefined;
}

/** A client that sends at least this much may take as long as it needs. */
const minBytesPerSecond = 256;

/**
 * Reads a JSON body. Ignores its Content-Type.
 *
 * Rejects with a NamespaceError (13) for invalid JSON, and for a body that is too large (413), too slow (408) or encoded (415).
 *
 * @returns undefined for an empty body and for `null`
 */
export async function readJsonBody(request: ReceivedRequest, limits: BodyLimits): Promise<unknown> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for await (const chunk of readBody(request, limits)) text += decoder.decode(chunk, { stream: true });
    text += decoder.decode();
    if (text.trim() === "") return undefined;
    checkJsonLimits(text);
    const body: unknown = JSON.parse(text);
    return body ?? undefined;
  } catch (error) {
    // The messages of these errors quote the body, which may contain secrets.
    if (isError(error) && ["SyntaxError", "TypeError"].includes(error.name)) {
      throw new InvalidInputError("The body is not valid JSON.");
    }
    throw error;
  }
}

/**
 * The chunks of a body as they arrive. A reader that stops early stops the upload.
 *
 * Rejects with a NamespaceError (13) for a body that is too large (413), too slow (408) or encoded (415).
 */
export async function* readBody(request: ReceivedRequest, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  const encoding = request.headers.get("content-encoding") ?? "identity";
  if (encoding.toLowerCase() !== "identity") throw unsupportedEncoding();
  if (Number(request.headers.get("content-length") ?? 0) > limits.bytes) throw bodyTooLarge(limits.bytes);
  if (request.body === null) return;
  const reader = request.body.getReader();
  let length = 0;
  let isDone = false;
  let leftMs = limits.waitMs;
  try {
    for (;;) {
      const start = performance.now();
      const { done, value } = await withTimeout(reader.read(), leftMs);
      isDone = done;
      if (value === undefined) return;
      leftMs -= performance.now() - start;
      if (!limits.isTotal) {
        leftMs = Math.min(limits.waitMs, leftMs + (value.byteLength / minBytesPerSecond) * 1_000);
      }
      length += value.byteLength;
      if (length > limits.bytes) throw bodyTooLarge(limits.bytes);
      limits.onHeld?.(length);
      yield value;
    }
  } finally {
    // Not awaited: the source may have stopped responding.
    if (!isDone) reader.cancel().catch(() => undefined);
  }
}

async function withTimeout<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(bodyTimeout()), Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
