import { InvalidInputError } from "@lancetree/core";

/**
 * Puts the location that a caller names, a relative path, below a folder with the name of the prefix. Any other location
 * could be that of a table outside of the prefix.
 *
 * @throws InvalidInputError for a location that is not a plain relative path
 */
export function prefixLocation(location: string, prefix: readonly string[]): string {
  const parts = location.split("/");
  if (parts.some((part) => !/^[\w.$-]+$/.test(part) || part === "." || part === "..")) {
    throw new InvalidInputError(
      'Under a prefix a location must be a relative path of letters, digits, "_", "-", "." and "$", such as "tables/user.lance"; no part of it may be "." or "..".',
    );
  }
  return [...prefix, ...parts].join("/");
}
