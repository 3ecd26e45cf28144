import { usageError } from "./errors/cli-error.ts";
import { parseJsonNames } from "./json-names.ts";

/**
 * Reads the names that an option takes: `id,name`, or a JSON list, `["a,b","c"]`, where a name holds a comma.
 *
 * @throws a usage error for an empty name, one that occurs twice, and a string that begins with `[` and is not such a
 * list
 */
export function parseNames(option: string, text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  const names = text.startsWith("[")
    ? parseJsonNames(
        text,
        `The value of --${option}`,
        'write it as id,name, or as ["a,b","c"] where a name holds a comma',
      )
    : text.split(",").map((name) => name.trim());
  if (names.length === 0 || names.includes("")) {
    throw usageError(`--${option} takes names separated by commas; one of them is empty.`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw usageError(`--${option} names "${twice}" twice.`);
  return names;
}
