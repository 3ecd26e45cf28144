import { type CallOptions, InvalidInputError, isHopByHopHeader, minTimestampHeader } from "@lancetree/core";

/** Where the headers of a call come from. */
export interface HeaderSources {
  /** Of the HTTP request; they win over the others. */
  readonly incoming?: Headers | undefined;
  /** The `context` of a request, where headers are called `header.<name>`. */
  readonly context?: unknown;
  readonly options?: CallOptions | undefined;
}

// Headers of one message or one proxy, which are never passed on.
const messageHeaders = /^(content-.*|expect|host|http2-settings|proxy-.*)$/;

/**
 * The headers that go on to another server: those whose names begin with a prefix, in any case, names and values as they
 * came. How old an answer may be (`x-lancedb-min-timestamp`) goes on as well, since otherwise reads could miss writes.
 *
 * @param prefixes - in small letters
 * @throws InvalidInputError naming a header whose value is no UTF-8 and could not be sent on unchanged
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

/** What arrives has one character for each byte, and what the client is given are texts that it sends as UTF-8. */
function decodeUtf8(name: string, value: string): string {
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InvalidInputError(
      `The header "${name}" holds bytes that are no UTF-8, so it cannot be sent on.`,
    );
  }
}
