import { InvalidInputError } from "./errors.ts";
import { quote, typeName } from "./quote.ts";

/** The default string between the components of an identifier. */
export const defaultDelimiter = "$";

/** The maximum number of characters in a component of a new name. HTTP servers accept URLs of about this length. */
const longestComponent = 8192;

/**
 * Checks one component of a new name: 1 to 8,192 letters, digits, `_`, `-` and `.`, and not `.` or `..`.
 *
 * @param index - the component's position in its path, from 0, for the message
 * @returns the component
 * @throws InvalidInputError naming the component, its position and the rule
 */
export function validateComponent(component: unknown, index: number): string {
  const text = addressComponent(component, index);
  if (text === "." || text === "..")
    throw invalid(text, index, 'must not be "." or "..", which URLs cannot contain');
  if (text.length > longestComponent)
    throw invalid(text, index, `may have at most ${longestComponent} characters`);
  if (!/^[A-Za-z0-9_.-]+$/.test(text)) {
    throw invalid(text, index, 'may contain only letters, digits, "_", "-" and "."');
  }
  return text;
}

/**
 * Checks the path of a new object. `[]` is the root.
 *
 * @throws InvalidInputError when it is not an array of valid components
 */
export function validatePath(path: unknown): string[] {
  return requireArray(path).map(validateComponent);
}

/**
 * Checks the path of a new table.
 *
 * @throws InvalidInputError when it is not an array of at least one valid component
 */
export function validateTablePath(path: unknown): string[] {
  return requireName(validatePath(path));
}

/**
 * Checks the path of an object that may already exist. Other clients accept nearly any string as a name, so every
 * path of non-empty strings is valid here. `[]` is the root.
 *
 * @throws InvalidInputError when it is not an array of non-empty, well-formed strings
 */
export function validateAddress(path: unknown): string[] {
  return requireArray(path).map(addressComponent);
}

/**
 * Checks the path of a table that may already exist, as {@link validateAddress} does.
 *
 * @throws InvalidInputError also for the root, which is not a table
 */
export function validateTableAddress(path: unknown): string[] {
  return requireName(validateAddress(path));
}

/**
 * Joins a path into one string: `["prod", "user"]` becomes `prod$user`, and the root becomes the delimiter itself.
 *
 * @param delimiter - any non-empty string, default `$`
 * @throws InvalidInputError if {@link parseIdentifier} could not return the same path, because a component contains
 * (or overlaps with) the delimiter
 */
export function formatIdentifier(path: readonly string[], delimiter: string = defaultDelimiter): string {
  requireDelimiter(delimiter);
  const components = validateAddress(path);
  if (components.length === 0) return delimiter;
  const identifier = components.join(delimiter);
  const parts = identifier === delimiter ? [] : identifier.split(delimiter);
  const index = components.findIndex((component, position) => component !== parts[position]);
  const broken = components[index];
  if (broken !== undefined)
    throw invalid(broken, index, `cannot be distinguished from the delimiter ${quote(delimiter)}`);
  return identifier;
}

/**
 * Splits an identifier into its path, the inverse of {@link formatIdentifier}.
 *
 * @param delimiter - any non-empty string, default `$`
 * @throws InvalidInputError when the identifier is empty or has an empty component
 */
export function parseIdentifier(identifier: string, delimiter: string = defaultDelimiter): string[] {
  requireDelimiter(delimiter);
  if (typeof identifier !== "string") {
    throw new InvalidInputError(`An identifier must be a string, not ${typeName(identifier)}.`);
  }
  return identifier === delimiter ? [] : validateAddress(identifier.split(delimiter));
}

function addressComponent(component: unknown, index: number): string {
  if (typeof component !== "string") {
    throw new InvalidInputError(
      `Component ${index} of the path must be a string, not ${typeName(component)}.`,
    );
  }
  if (component === "") throw invalid(component, index, "must not be empty");
  // A lone surrogate has no UTF-8 bytes: two such names would be the same on disk and on the wire.
  if (/\p{Surrogate}/u.test(component)) throw invalid(component, index, "must be well-formed Unicode");
  return component;
}

function invalid(component: string, index: number, rule: string): InvalidInputError {
  return new InvalidInputError(`Component ${index} of the path, ${quote(component)}, ${rule}.`);
}

function requireArray(path: unknown): readonly unknown[] {
  if (Array.isArray(path)) return Array.from(path);
  throw new InvalidInputError(`A path must be an array of strings, not ${typeName(path)}.`);
}

function requireName(path: string[]): string[] {
  if (path.length > 0) return path;
  throw new InvalidInputError("A table needs a name: the empty path is the root namespace.");
}

function requireDelimiter(delimiter: string): void {
  if (typeof delimiter === "string" && delimiter !== "" && !/\p{Surrogate}/u.test(delimiter)) return;
  throw new InvalidInputError("The delimiter must be a non-empty string of well-formed Unicode.");
}
