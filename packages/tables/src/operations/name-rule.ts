import { InvalidInputError } from "@lancetree/core";

const longestName = 200;

/**
 * Checks the name of a new tag or index by the rule for the components of paths, because it becomes the name of a
 * file or a part of a URL. Existing ones are found under any name.
 *
 * @throws InvalidInputError
 */
export function requireValidName(what: string, name: unknown): string {
  if (isValidName(name)) return name;
  throw new InvalidInputError(
    `The name of ${what} must have 1 to ${longestName} letters, digits, "_", "-" and "."; it must not be "." or "..".`,
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
