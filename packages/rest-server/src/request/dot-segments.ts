import { InvalidInputError } from "@lancetree/core";

/**
 * Rejects paths with a segment `.` or `..`, escaped or not, also after an escaped slash, before a backslash or with
 * a parameter (`..;`). Proxies resolve such segments in different ways, so a proxy and this server could see two
 * different objects.
 *
 * @throws InvalidInputError
 */
export function rejectDotSegments(path: string): void {
  if (!path.split(separators).some(isDotSegment)) return;
  throw new InvalidInputError('The path must not contain a segment "." or "..", escaped or not.');
}

/**
 * Escapes the slash before each `.` and `..` of a path. Otherwise fetch's Request would resolve them before
 * {@link rejectDotSegments} sees them.
 */
export function escapeDotSegments(path: string): string {
  const segments = path.split(/([\\/])/);
  return segments.map((segment) => (isDotSegment(segment) ? `%2F${segment}` : segment)).join("");
}

const separators = /[\\/]|%2f|%5c/i;

function isDotSegment(segment: string): boolean {
  const [name = ""] = segment.split(/;|%3b/i, 1);
  return /^(\.|%2e){1,2}$/i.test(name);
}
