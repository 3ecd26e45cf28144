const maxQuoteLength = 100;

/** Quotes a string for an error message: escapes control characters, and shortens the string to 100 characters. */
export function quote(value: string): string {
  return JSON.stringify(value.length > maxQuoteLength ? `${value.slice(0, maxQuoteLength)}…` : value);
}

/** Quotes a path for an error message, in LanceDB's quotation marks: `'prod/search/user'`. */
export function quotePath(path: readonly string[]): string {
  return quoteAsLanceDb(path.join("/"));
}

/** As {@link quote}, in the quotation marks of LanceDB's messages, which programs match on. */
export function quoteAsLanceDb(value: string): string {
  return `'${quote(value).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** The name of a value's type, for messages about a wrong type. Never the value: it may be a secret. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
