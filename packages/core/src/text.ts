const longestQuote = 100;

/** A text as it may stand in an error message: quoted, control characters escaped, never longer than a line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}

/** A path as it may stand in an error message: `"prod/search/user"`. */
export function quotePath(path: readonly string[]): string {
  return quote(path.join("/"));
}

/** What a value is, for messages about a value that has the wrong type; never the value, it may be a secret. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
