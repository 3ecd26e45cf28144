import { findNearest, InvalidInputError } from "@lancetree/core";

/**
 * The error for a configuration key that does not exist, with the nearest one that does.
 *
 * @param where - what is being configured, for the message: `the "dir" options`
 */
export function unknownKey(key: string, known: readonly string[], where: string): InvalidInputError {
  const nearest = findNearest(key, known);
  const hint = nearest === undefined ? `Known keys: ${known.join(", ")}.` : `Did you mean "${nearest}"?`;
  return new InvalidInputError(`Unknown key "${key}" in ${where}. ${hint}`);
}
