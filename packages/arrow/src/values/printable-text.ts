/** A value as a string: JSON, or a cell of a table. */

/**
 * A value in a form that JSON can express. Integers of 64 bits are bigint; decimals, dates and times are strings;
 * bytes are Base64; NaN and the infinities stay numbers.
 */
export type PrintableValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PrintableValue[]
  | PrintableObject;

/** A struct, a map or a row: names and values in their order; a name may occur twice. */
export interface PrintableObject {
  readonly entries: readonly (readonly [name: string, value: PrintableValue])[];
}

/**
 * Formats a value as JSON on one line. Integers beyond 2^53, which JSON readers would round, become strings, and so do
 * NaN, Infinity and -Infinity, which JSON lacks.
 */
export function jsonText(value: PrintableValue, comma = ",", colon = ":"): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? `${value}` : `"${value}"`;
  if (typeof value === "number") {
    if (Object.is(value, -0)) return "-0";
    return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
  }
  if ("entries" in value && !isList(value)) {
    const parts = value.entries.map(
      ([name, entry]) => `${JSON.stringify(name)}${colon}${jsonText(entry, comma, colon)}`,
    );
    return `{${parts.join(comma)}}`;
  }
  return isList(value) ? `[${value.map((entry) => jsonText(entry, comma, colon)).join(comma)}]` : "null";
}

/**
 * Formats a value as a cell of a printed table: strings unchanged, null as an empty string, everything else as JSON
 * with spaces.
 */
export function cellText(value: PrintableValue): string {
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "bigint" || typeof value === "number") return Object.is(value, -0) ? "-0" : `${value}`;
  return jsonText(value, ", ", ": ");
}

function isList(value: PrintableValue): value is readonly PrintableValue[] {
  return Array.isArray(value);
}
