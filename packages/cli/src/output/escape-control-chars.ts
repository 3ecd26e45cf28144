/**
 * Characters that a terminal acts on or that change how the text around them is read: control characters (escape sequences
 * begin with one), line and paragraph separators, and the marks that turn the direction of writing.
 */
const controlChars = /[\p{Cc}\p{Cs}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text as it may reach a terminal, on one line: what is not printable is shown as its code: `\n`, `\u001b`. */
export function escapeControlChars(text: string): string {
  return text.replaceAll(controlChars, escapeSequence);
}

/** As {@link escapeControlChars}, for a text of several lines in a language in which `\u001b` in quotes means that character. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeControlChars).join("\n");
}

/**
 * A value as one line of JSON without any such character. Whole numbers beyond 2^53 are texts; dates are ISO texts; bytes are
 * Base64; what JSON cannot say is null.
 */
export function toJson(value: unknown): string {
  return escapeJson(JSON.stringify(value, replace));
}

/** JSON in which no such character stands as it is; the values stay the same. */
export function escapeJson(json: string): string {
  return json.replaceAll(controlChars, escapeSequence);
}

const short: Readonly<Record<string, string>> = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escapeSequence(character: string): string {
  const known = short[character];
  if (known !== undefined) return known;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function replace(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}
