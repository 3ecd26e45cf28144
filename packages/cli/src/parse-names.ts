import { usageError } from "./errors/cli-error.ts";

/**
 * Reads the names that an option takes: `id,name`, or a JSON list, `["a,b","c"]`, where a name holds a comma.
 *
 * @throws a usage error for an empty name, one that occurs twice, and a string that begins with `[` and is not such a
 * list
 */
export function parseNames(option: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.startsWith("[")
    ? parseJsonNames(option, text)
    : text.split(",").map((name) => name.trim());
  if (names.length === 0 || names.includes("")) {
    throw usageError(`--${option} takes names separated by commas; one of them is empty.`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`--${option} names "${twice}" twice.`);
  return names;
}

function parseJsonNames(option: string, text: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  } catch {
    // Said below.
  }
  throw usageError(
    `The value of --${option} begins with "[" and is not a JSON array of names.`,
    'write it as id,name, or as ["a,b","c"] where a name holds a comma',
  );
}
