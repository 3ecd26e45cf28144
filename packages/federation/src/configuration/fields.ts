import { type Environment, expand } from "./environment.ts";
import type { Problems } from "./problems.ts";
import type { SourceLocation, TomlEntry, TomlValue } from "./toml-entries.ts";

/** The keys of one database, with what reading them takes. */
export interface Fields {
  /** Of whose keys messages speak: `database "a"`. */
  readonly owner: string;
  /** Where the database begins. */
  readonly location: SourceLocation;
  readonly byKey: ReadonlyMap<string, TomlEntry>;
  readonly environment: Environment;
  /** Takes what must not be shown. */
  readonly secrets: Set<string>;
  readonly problems: Problems;
}

/** What a key may hold. */
export type FieldKind = "text" | "flag" | "number";

const expected: Readonly<Record<FieldKind, string>> = {
  text: "a string that is not empty",
  flag: 'true or false, or "true" or "false"',
  number: "a whole number, or one as a string",
};

/**
 * The value of a key as a text; undefined when it is absent, and when it is wrong, which is noted as a problem. Problems
 * say of what kind the value is, never what it is: it may be a secret.
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
  // Whoever keeps a value out of the file has a reason to.
  for (const value of expansion.values) fields.secrets.add(value);
  if (kind === "text") return expansion.text === "" ? wrong("an empty one") : expansion.text;
  const fits = kind === "flag" ? /^(true|false)$/i : /^\d{1,15}$/;
  return fits.test(expansion.text) ? expansion.text.toLowerCase() : wrong("another string");
}

/** The strings of an array, as {@link readField} reads one. */
export function readStrings(fields: Fields, key: string, what: string): string[] {
  const entry = fields.byKey.get(key);
  if (!entry) return [];
  const texts: string[] = [];
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
      else texts.push(expansion.text);
    }
  return texts;
}

/** Notes a problem where a key stands, or, if it is absent, where its database begins. */
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
