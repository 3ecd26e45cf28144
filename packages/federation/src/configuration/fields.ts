import { type Environment, expand } from "./environment.ts";
import type { Problems } from "./problems.ts";
import type { SourceLocation, TomlEntry, TomlValue } from "./toml-entries.ts";

/** The keys of one database, with the context to read them. */
export interface Fields {
  /** The database, as messages name it: `database "a"`. */
  readonly owner: string;
  /** The location of the database's first line. */
  readonly location: SourceLocation;
  readonly byKey: ReadonlyMap<string, TomlEntry>;
  readonly environment: Environment;
  /** Collects the values that must not be shown. */
  readonly secrets: Set<string>;
  readonly problems: Problems;
}

/** The type of a key's value. */
export type FieldKind = "text" | "flag" | "number";

const expected: Readonly<Record<FieldKind, string>> = {
  text: "a string that is not empty",
  flag: 'true or false, or "true" or "false"',
  number: "an integer, or a string that holds one",
};

/**
 * The value of a key as a string; undefined when it is absent, and when it is invalid, which adds a problem. A problem
 * states the kind of the value, never the value, which may be a secret.
 */
export function readField(fields: Fields, key: string, kind: FieldKind): string | undefined {
  const entry = fields.byKey.get(key);
  if (!entry) return undefined;
  const wrong = (found: string): undefined => {
    fields.problems.add(
      entry.location,
      `"${key}" of ${fields.owner} must be ${expected[kind]}; found ${found}.`,
    );
  };
  const text = stringOf(entry.value, kind);
  if (text === undefined) return wrong(withArticle(entry.value));
  const expansion = expand(text, fields.environment);
  if ("problem" in expansion) return wrong(expansion.problem);
  // A value that is kept out of the file is treated as a secret.
  for (const value of expansion.values) fields.secrets.add(value);
  if (kind === "text") return expansion.text === "" ? wrong("an empty one") : expansion.text;
  const fits = kind === "flag" ? /^(true|false)$/i : /^\d{1,15}$/;
  return fits.test(expansion.text) ? expansion.text.toLowerCase() : wrong("another string");
}

/** The strings of an array, each read as by {@link readField}. */
export function readStrings(fields: Fields, key: string, what: string): string[] {
  const entry = fields.byKey.get(key);
  if (!entry) return [];
  const strings: string[] = [];
  const wrong = (found: string): void => {
    fields.problems.add(
      entry.location,
      `"${key}" of ${fields.owner} must be an array of ${what}; found ${found}.`,
    );
  };
  if (entry.value.kind !== "array") wrong(withArticle(entry.value));
  else
    for (const element of entry.value.elements) {
      if (element.kind !== "string") {
        wrong(`${withArticle(element)} in it`);
        continue;
      }
      const expansion = expand(element.text, fields.environment);
      if ("problem" in expansion) wrong(expansion.problem);
      else strings.push(expansion.text);
    }
  return strings;
}

/** Adds a problem at the location of a key, or, if it is absent, of its database. */
export function addProblem(fields: Fields, key: string, problem: string): void {
  fields.problems.add(fields.byKey.get(key)?.location ?? fields.location, problem);
}

function stringOf(value: TomlValue, kind: FieldKind): string | undefined {
  if (value.kind === "string") return value.text;
  if (kind === "flag" && value.kind === "boolean") return value.text;
  return kind === "number" && value.kind === "integer" ? value.text : undefined;
}

function withArticle({ kind }: TomlValue): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
