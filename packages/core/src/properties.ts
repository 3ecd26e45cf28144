import { InvalidInputError } from "./errors.ts";
import { quote, typeName } from "./quote.ts";

/**
 * Reads the properties of a request: strings by name.
 *
 * @returns a copy; `{}` if they are absent or null
 * @throws InvalidInputError naming the key whose value is not a string
 */
export function parseProperties(properties: unknown): Record<string, string> {
  if (properties === undefined || properties === null) return {};
  // A Map has no own properties, so all its entries would silently be lost.
  if (typeof properties !== "object" || Symbol.iterator in properties) {
    throw new InvalidInputError(`Properties must be a plain object of strings, not ${typeName(properties)}.`);
  }
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]: [string, unknown]) => {
      if (typeof value === "string") return [key, value];
      throw new InvalidInputError(`Property ${quote(key)} must be a string, not ${typeName(value)}.`);
    }),
  );
}
