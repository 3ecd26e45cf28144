const longestQuote = 100;

/** A text as it may stand in an error message: quoted, control characters escaped, never longer than a line. */
export function quote(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}

/** A path as it may stand in an error message, in LanceDB's quotation marks: `'prod/search/user'`. */
export function quotePath(path: readonly string[]): string {
  return quoteAsLanceDb(path.join("/"));
}

/** As {@link quote}, in the quotation marks of LanceDB's messages, which programs look for. */
export function quoteAsLanceDb(text: string): string {
  return `'${quote(text).slice(1, -1).replaceAll('\\"', '"')}'`;
}

/** What a value is, for messages about a value that has the wrong type; never the value, it may be a secret. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/**
 * A text without the places in the sources of Rust programs that their errors name, such as `, /build/src/sql.rs:109:22`: paths
 * of the machine that built them. Takes time in proportion to its length.
 */
export function withoutSourcePlaces(text: string): string {
  if (!text.includes(".rs:")) return text;
  const words = text.split(" ").flatMap((word) => {
    const place = /\.rs:\d/.exec(word);
    if (!place) return [word];
    // What encloses the place stays.
    const behind = word.endsWith("))") ? "))" : word.endsWith(")") ? ")" : "";
    return behind === "" ? [] : [behind];
  });
  return words
    .join(" ")
    .replace(/ (?=\))/g, "")
    .replace(/,(?=\)|$)/g, "");
}

/** A text without these texts at its end, however many. Takes time in proportion to its length. */
export function withoutTrailing(text: string, what: string): string {
  let end = text.length;
  while (text.endsWith(what, end)) end -= what.length;
  return text.slice(0, end);
}
