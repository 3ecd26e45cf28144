import { InvalidInputError } from "./errors.ts";
import { quote, typeName } from "./quote.ts";

/** Every process that opens a catalog keeps the properties of all its objects in memory. */
const maxCharacters = 65_536;

/**
 * Reads the properties of a request: strings by name.
 *
 * @returns a copy; `{}` if they are absent or null
 * @throws InvalidInputError naming the key whose value is not a string, and for names and values of more than 65,536 characters in all
 */
export function parseProperties(properties: unknown): Record<string, string> {
  if (properties === undefined || properties === null) return {};
  // A Map has no own properties, so all its entries would silently be lost.
  if (typeof properties !== "object" || Symbol.iterator in properties) {
    throw new InvalidInputError(`Properties must be a plain object of strings, not ${typeName(properties)}.`);
  }
  let characters = 0;
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]: [string, unknown]) => {
      if (typeof value === "string") {
        characters += key.length + value.length;
        if (characters <= maxCharacters) return [key, value];
        throw new InvalidInputError(
          `The names and values of the properties may have at most ${maxCharacters} characters in all.`,
        );
      }
      throw new InvalidInputError(`Property ${quote(key)} must be a string, not ${typeName(value)}.`);
    }),
  );
}

/** Which properties to add or to change, and which to remove. */
export interface PropertyChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/**
 * The properties of an object after a change: those that the change does not name stay.
 *
 * @throws InvalidInputError for names and values of more than 65,536 characters in all
 */
export function changeProperties(
  properties: Readonly<Record<string, string>>,
  { set, remove }: PropertyChange,
): Record<string, string> {
  const removed = new Set(remove);
  const kept = Object.entries(properties).filter(([key]) => !removed.has(key));
  return parseProperties({ ...Object.fromEntries(kept), ...set });
}
