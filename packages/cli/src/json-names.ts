import { usageError } from "./errors/cli-error.ts";

/**
 * Parses names that are written as JSON: `["prod","a/b"]`.
 *
 * @param what - names the string in the error
 * @param hint - how to write it
 * @throws a usage error for anything but a JSON array of strings
 */
export function parseJsonNames(text: string, what: string, hint: string): string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  } catch {
    // The error below says it.
  }
  throw usageError(`${what} begins with "[" and is not a JSON array of names.`, hint);
}
