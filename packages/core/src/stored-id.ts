import { InvalidInputError } from "./errors.ts";
import { defaultDelimiter } from "./identifier.ts";

/**
 * The form of a path that catalogs store: components joined with `$`, never escaped, as in every Lance client. The root is `""`.
 *
 * @throws InvalidInputError for a component that contains `$`: it would read as two components
 */
export function storedId(path: readonly string[]): string {
  const invalid = path.find((component) => component.includes(defaultDelimiter));
  if (invalid !== undefined) {
    throw new InvalidInputError(
      `${JSON.stringify(invalid)} contains ${JSON.stringify(defaultDelimiter)}, which separates the components of stored identifiers.`,
    );
  }
  return path.join(defaultDelimiter);
}
