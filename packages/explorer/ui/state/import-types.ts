/** The types of columns that come as text or as JSON. */

const integer = /^[-+]?\d{1,18}$/;
const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const time = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?)?$/;
/** Lists of numbers shorter than this are not vectors. */
const shortestVector = 2;

/** The type of a column's values; lists of numbers of one length are vectors. */
export function inferType(values: readonly unknown[]): string {
  const present = values.filter((value) => value !== null && value !== "");
  if (present.length === 0) return "string";
  const all = (test: (value: unknown) => boolean): boolean => present.every(test);
  const matches = (pattern: RegExp) => (value: unknown) => typeof value === "string" && pattern.test(value);
  if (all((value) => typeof value === "boolean" || matches(/^(true|false)$/i)(value))) return "bool";
  if (all((value) => Number.isSafeInteger(value) || matches(integer)(value))) return "int64";
  if (all((value) => typeof value === "number" || matches(number)(value))) return "float64";
  if (all(matches(time))) return "timestamp";
  const [length] = present.map((value) => (isNumbers(value) ? value.length : 0));
  if (
    length !== undefined &&
    length >= shortestVector &&
    all((value) => isNumbers(value) && value.length === length)
  )
    return `vector[${length}]`;
  return "string";
}

/**
 * A value in a type.
 *
 * @throws Error that names the row and the column
 */
export function parseAs(value: unknown, type: string, column: string, row: number): unknown {
  if (value === null || (value === "" && type !== "string")) return null;
  const text = typeof value === "string" ? value.trim() : JSON.stringify(value);
  const parsed = parse(value, text, type);
  if (parsed === undefined)
    throw new Error(
      `Row ${row + 1}, column “${column}”: “${text.slice(0, 60)}” is not a value of type ${type}.`,
    );
  return parsed;
}

function parse(value: unknown, text: string, type: string): unknown {
  switch (type) {
    case "int64":
      return /^[-+]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, "")) : undefined;
    case "float64":
      return number.test(text) || /^(nan|[-+]?inf(inity)?)$/i.test(text)
        ? Number(text.replace(/inf\w*/i, "Infinity"))
        : undefined;
    case "bool":
      return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : undefined;
    case "timestamp":
      return microseconds(text);
    case "string":
      return typeof value === "string" ? value : text;
    default:
      return isNumbers(value) ? value : undefined;
  }
}

/** Microseconds since 1970; a time without a zone is in UTC. */
function microseconds(text: string): bigint | undefined {
  if (!time.test(text)) return undefined;
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(text) || text.length === 10 ? text : `${text}Z`;
  const ms = Date.parse(zoned.replace(" ", "T").replace(/\.\d+/, ""));
  if (Number.isNaN(ms)) return undefined;
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? "";
  return BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, "0"));
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "number");
}
