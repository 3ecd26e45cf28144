import { InvalidInputError } from "@lancetree/core";

/**
 * Refuses paths with a part that is `.` or `..`, escaped or not, also behind an escaped slash, before a backslash or with
 * a parameter (`..;`). Programs on the way resolve such parts, each in its own way, so that two of them would see two
 * different objects.
 *
 * @throws InvalidInputError
 */
export function refuseDotSegments(path: string): void {
  if (!path.split(separators).some(isDotSegment)) return;
  throw new InvalidInputError('The path must hold no part "." or "..", escaped or not.');
}

/**
 * Escapes the slash before each `.` and `..` of a path, so that fetch's Request, which would resolve them, keeps them for
 * {@link refuseDotSegments}.
 */
export function keepDotSegments(path: string): string {
  const parts = path.split(/([\\/])/);
  return parts.map((part) => (isDotSegment(part) ? `%2F${part}` : part)).join("");
}

const separators = /[\\/]|%2f|%5c/i;

function isDotSegment(part: string): boolean {
  const [name = ""] = part.split(/;|%3b/i, 1);
  return /^(\.|%2e){1,2}$/i.test(name);
}
