import { escapeControlChars } from "@lancetree/core";

/** Escapes control characters of a text of several lines, in a language in which `\u001b` in quotes means that character. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeControlChars).join("\n");
}

/**
 * A value as one line of JSON without control characters. Integers beyond 2^53 are strings; dates are ISO strings; bytes are
 * Base64; what JSON cannot express is null.
 */
export function toJson(value: unknown): string {
  return escapeControlChars(JSON.stringify(value, replace));
}

function replace(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
