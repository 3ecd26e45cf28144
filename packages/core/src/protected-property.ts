import { InvalidInputError, PermissionDeniedError } from "./errors.ts";
import { quote, quotePath } from "./quote.ts";

/** The property that protects a namespace or a table from being dropped, overwritten and renamed, if it is `"true"`. */
export const protectedProperty = "lancetree.protected";

/**
 * Whether an object with these properties is protected.
 *
 * @throws InvalidInputError for a value other than `"true"` and `"false"`: who writes `yes` believes that the object is protected
 */
export function isProtected(properties: Readonly<Record<string, string>>): boolean {
  if (!Object.hasOwn(properties, protectedProperty)) return false;
  const value = properties[protectedProperty];
  if (value === "true" || value === "false") return value === "true";
  throw new InvalidInputError(
    `The property ${protectedProperty} must be "true" or "false", not ${quote(String(value))}.`,
  );
}

/**
 * The error for an operation that a protected object refuses. PermissionDenied, because no client repeats it, and because it is the one
 * code that fits namespaces and tables alike.
 */
export function protectedError(path: readonly string[]): PermissionDeniedError {
  return new PermissionDeniedError(
    `${quotePath(path)} is protected: it cannot be dropped, overwritten or renamed while its property ${protectedProperty} is "true".`,
  );
}

/**
 * Refuses the property in a catalog that does not protect: who sets it believes that the object is protected.
 *
 * @throws InvalidInputError if the properties contain it, with any value
 */
export function refuseProtection(properties: Readonly<Record<string, string>>): void {
  if (!Object.hasOwn(properties, protectedProperty)) return;
  throw new InvalidInputError(
    `The property ${protectedProperty} cannot be set in this catalog, which cannot protect objects; a catalog in PostgreSQL can.`,
  );
}
