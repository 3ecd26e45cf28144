import { type CallOptions, InvalidInputError, isHopByHopHeader, minTimestampHeader } from "@lancetree/core";

/** The sources of the headers of a call. */
export interface HeaderSources {
  /** The headers of the HTTP request; they take precedence. */
  readonly incoming?: Headers | undefined;
  /** The `context` of a request, in which headers have keys `header.<name>`. */
  readonly context?: unknown;
  readonly options?: CallOptions | undefined;
}

// Headers of one message or one proxy, which are never passed on.
const messageHeaders = /^(content-.*|expect|host|http2-settings|proxy-.*)$/;

/**
 * The headers to forward to another server: those whose names begin with one of the prefixes, in any case. Values are
 * unchanged. `x-lancedb-min-timestamp`, which bounds the staleness of reads, is always forwarded, since otherwise reads
 * could miss writes.
 *
 * @param prefixes - in lower case
 * @throws InvalidInputError that names a header whose value is not UTF-8, because it could not be forwarded unchanged
 */
export function forwardedHeaders(
  prefixes: readonly string[],
  { incoming = new Headers(), context, options }: HeaderSources,
): Record<string, string> {
  const listed = (incoming.get("connection") ?? "").toLowerCase().split(",");
  const ofThisConnection = new Set(listed.map((name) => name.trim()));
  const isForwarded = (name: string): boolean =>
    prefixes.some((prefix) => name.startsWith(prefix)) &&
    !isHopByHopHeader(name) &&
    !messageHeaders.test(name) &&
    !ofThisConnection.has(name);
  const forwarded = new Map<string, string>();
  for (const [name, value] of [...fromContext(context), ...Object.entries(options?.headers ?? {})]) {
    const lower = name.toLowerCase();
    if (isForwarded(lower) || (lower === minTimestampHeader && isTime(value))) forwarded.set(lower, value);
  }
  for (const [name, value] of incoming) {
    if (isForwarded(name)) forwarded.set(name, decodeUtf8(name, value));
  }
  return Object.fromEntries(forwarded);
}

function fromContext(context: unknown): [string, string][] {
  if (typeof context !== "object" || context === null) return [];
  return Object.entries(context).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const name = /^headers?\.(.+)$/s.exec(key)?.[1];
    return name === undefined || typeof value !== "string" ? [] : [[name, value]];
  });
}

function isTime(value: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d:.]{5,18}(Z|[+-]\d\d:\d\d)$/.test(value);
}

/** An incoming value has one character for each byte; the REST client expects strings, which it sends as UTF-8. */
function decodeUtf8(name: string, value: string): string {
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InvalidInputError(
      `The header "${name}" holds bytes that are not UTF-8, so it cannot be forwarded.`,
    );
  }
}
