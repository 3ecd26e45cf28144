import { InvalidInputError } from "@lancetree/core";
import { unknownKey } from "../unknown-key.ts";
import { readStrings } from "./connection-options.ts";

/** The keys of one kind of catalog. */
export interface KnownKeys {
  /** The kind, as a message names it: `"dir"`. */
  readonly kind: string;
  /** Each option in camelCase, with its string property and the type of its value. */
  readonly typed: Readonly<Record<string, readonly [property: string, type: ValueType]>>;
  /** String properties that have no option. */
  readonly untyped?: readonly string[];
  /** The beginnings of further string properties. */
  readonly prefixes: readonly string[];
}

type ValueType = "string" | "boolean" | "number";

/**
 * Converts options, in whichever form they are written, to string properties. `storageOptions` become `storage.<key>`, and
 * `extraProperties` apply where the other keys set nothing.
 *
 * @throws InvalidInputError for an unknown key, with the nearest known one, and for a value of the wrong type; a message never
 *   holds a value
 */
export function toStringProperties(known: KnownKeys, input: object): Record<string, string> {
  const { storageOptions, extraProperties, ...rest }: Record<string, unknown> = { ...input };
  const properties: Record<string, string> = {};
  for (const [key, value] of Object.entries(readStrings(extraProperties, "extraProperties")))
    properties[knownProperty(known, key)] = value;
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    const option = Object.entries(known.typed).find(([name]) => name === key)?.[1];
    // If both forms have the same name, a string is the property.
    if (option && !(option[0] === key && typeof value === "string"))
      properties[option[0]] = toPropertyValue(key, value, option[1]);
    else properties[knownProperty(known, key)] = stringValue(key, value);
  }
  for (const [key, value] of Object.entries(readStrings(storageOptions, "storageOptions"))) {
    properties[`storage.${key}`] = value;
  }
  return properties;
}

function knownProperty({ kind, typed, untyped = [], prefixes }: KnownKeys, key: string): string {
  const names = [...Object.values(typed).map(([name]) => name), ...untyped];
  if (names.includes(key) || prefixes.some((prefix) => key.startsWith(prefix) && key !== prefix)) return key;
  const camelCase = [...Object.keys(typed), "storageOptions", "extraProperties"];
  const candidates = /[._]/.test(key) ? [...names, ...camelCase] : [...camelCase, ...names];
  throw unknownKey(key, candidates, `the ${kind} options`);
}

function stringValue(key: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new InvalidInputError(`"${key}" must be a string, because it is a string property.`);
}

function toPropertyValue(key: string, value: unknown, type: ValueType): string {
  const fits = type === "number" ? Number.isSafeInteger(value) && Number(value) >= 0 : typeof value === type;
  if (!fits) {
    const expected = type === "number" ? "an integer of 0 or more" : `a ${type}`;
    throw new InvalidInputError(`"${key}" must be ${expected}.`);
  }
  return String(value);
}
