import { InvalidInputError } from "@lancetree/core";

const longestName = 200;

/**
 * Checks the name of a tag or an index that is about to come into being: as the components of paths, since it becomes a file's
 * name or a part of a URL. What exists already is found under any name.
 *
 * @throws InvalidInputError
 */
export function requireValidName(what: string, name: unknown): string {
  if (isValidName(name)) return name;
  throw new InvalidInputError(
    `The name of ${what} may hold 1 to ${longestName} letters, digits, "_", "-" and "."; it must not be "." or "..".`,
  );
}

/** Whether a name follows the rule of {@link requireValidName}. */
export function isValidName(name: unknown): name is string {
  return (
    typeof name === "string" &&
    name.length <= longestName &&
    /^[A-Za-z0-9_.-]+$/.test(name) &&
    name !== "." &&
    name !== ".."
  );
}
