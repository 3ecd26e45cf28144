import { InvalidInputError, isHopByHopHeader } from "@lancetree/core";

/** Headers by name. */
export type HeaderMap = Readonly<Record<string, string>>;

// Headers that describe the message itself are set by the client.
const framingHeaders = /^(content-(encoding|length|type)|expect|host)$/i;

/**
 * Merges headers by their lower-case names; later ones win. Headers that describe the message itself (`Host`, `Content-Type`) are left out.
 *
 * @throws InvalidInputError naming the header whose name or value cannot be sent; never its value
 */
export function mergeHeaders(layers: readonly (HeaderMap | undefined)[]): Map<string, string> {
  const merged = new Map<string, string>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these end a header or cut it short
      if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || typeof value !== "string" || /[\0\r\n]/.test(value)) {
        throw new InvalidInputError(
          `The header ${JSON.stringify(name)} cannot be sent: its name or value has invalid characters.`,
        );
      }
      if (!isHopByHopHeader(name) && !framingHeaders.test(name))
        merged.set(name.toLowerCase(), asBytes(value));
    }
  }
  return merged;
}

/** The headers of an identity. */
export function credentialHeaders(apiKey: unknown, token: unknown): Record<string, string> {
  return {
    ...(typeof apiKey === "string" && { "x-api-key": apiKey }),
    ...(typeof token === "string" && { authorization: `Bearer ${token}` }),
  };
}

/** The entries `header.<name>` and `headers.<name>` of a flat map, by name. */
export function prefixedHeaders(map: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]: [string, unknown]) => {
      const name = /^headers?\.(.+)$/s.exec(key)?.[1];
      return name === undefined || typeof value !== "string" ? [] : [[name, value]];
    }),
  );
}

/** What other clients send are the bytes of UTF-8; the platform takes one character for each of them. */
function asBytes(value: string): string {
  if (isAscii(value)) return value;
  return String.fromCharCode(...new TextEncoder().encode(value));
}

export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  return /^[\0-\x7f]*$/.test(text);
}
