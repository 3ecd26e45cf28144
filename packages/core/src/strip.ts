/**
 * Removes locations in Rust source files from an error message, such as `, /build/src/sql.rs:109:22`: they are paths of
 * the machine that built the program. Takes time proportional to the length.
 */
export function withoutSourceLocations(message: string): string {
  if (!message.includes(".rs:")) return message;
  const words = message.split(" ").flatMap((word) => {
    const location = /\.rs:\d/.exec(word);
    if (!location) return [word];
    // Keeps the parentheses that enclose the location.
    const closing = word.endsWith("))") ? "))" : word.endsWith(")") ? ")" : "";
    return closing === "" ? [] : [closing];
  });
  return words
    .join(" ")
    .replace(/ (?=\))/g, "")
    .replace(/,(?=\)|$)/g, "");
}

/** Removes every repetition of a suffix from the end of a string. Takes time proportional to the length. */
export function withoutTrailing(value: string, suffix: string): string {
  let end = value.length;
  while (value.endsWith(suffix, end)) end -= suffix.length;
  return value.slice(0, end);
}
