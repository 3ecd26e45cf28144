import { InvalidInputError } from "@lancetree/core";

/**
 * The location of a table that a caller names: a relative path, which is placed below a folder named as the prefix. Any
 * other location could be that of a table elsewhere.
 *
 * @throws InvalidInputError for a location that is no plain relative path
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
