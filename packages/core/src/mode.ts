import { InvalidInputError } from "./errors.ts";
import { quoteAsLanceDb, typeName } from "./quote.ts";

/** What a create does with an existing object: fail, keep it, or replace it. */
export type CreateMode = "create" | "exist_ok" | "overwrite";
/** What a register does with an existing table. */
export type RegisterMode = "create" | "overwrite";
/** What an insert does with the existing rows. */
export type InsertMode = "append" | "overwrite";
/** What a drop does if the object does not exist. */
export type DropMode = "fail" | "skip";
/** What a drop does with a namespace that is not empty. */
export type DropBehavior = "restrict" | "cascade";

// Our value -> the spelling of the specification; the first of each is the default.
const createModes = { create: "Create", exist_ok: "ExistOk", overwrite: "Overwrite" } as const;
const registerModes = { create: "Create", overwrite: "Overwrite" } as const;
const insertModes = { append: "Append", overwrite: "Overwrite" } as const;
const dropModes = { fail: "Fail", skip: "Skip" } as const;
const dropBehaviors = { restrict: "Restrict", cascade: "Cascade" } as const;

/**
 * Reads a create mode in any spelling that clients send: any case, with or without `_` or `-`, quoted or not.
 *
 * @returns `create` if the mode is absent or null
 * @throws InvalidInputError that lists the allowed modes
 */
export function parseCreateMode(mode: unknown): CreateMode {
  return parse("mode", createModes, "create", mode);
}

/** Reads a register mode, as {@link parseCreateMode} does; `create` when absent. */
export function parseRegisterMode(mode: unknown): RegisterMode {
  return parse("mode", registerModes, "create", mode);
}

/** Reads an insert mode, as {@link parseCreateMode} does; `append` when absent. */
export function parseInsertMode(mode: unknown): InsertMode {
  return parse("mode", insertModes, "append", mode);
}

/** Reads a drop mode, as {@link parseCreateMode} does; `fail` when absent. */
export function parseDropMode(mode: unknown): DropMode {
  return parse("mode", dropModes, "fail", mode);
}

/** Reads a drop behavior, as {@link parseCreateMode} does; `restrict` when absent. */
export function parseDropBehavior(behavior: unknown): DropBehavior {
  return parse("behavior", dropBehaviors, "restrict", behavior);
}

/** Writes a create mode as the specification does: `ExistOk`. */
export function formatCreateMode(mode: CreateMode): string {
  return createModes[mode];
}

/** Writes a register mode as the specification does. */
export function formatRegisterMode(mode: RegisterMode): string {
  return registerModes[mode];
}

/** Writes an insert mode as the specification does. */
export function formatInsertMode(mode: InsertMode): string {
  return insertModes[mode];
}

/** Writes a drop mode as the specification does. */
export function formatDropMode(mode: DropMode): string {
  return dropModes[mode];
}

/** Writes a drop behavior as the specification does. */
export function formatDropBehavior(behavior: DropBehavior): string {
  return dropBehaviors[behavior];
}

function parse<Value extends string>(
  subject: string,
  spellings: Readonly<Record<Value, string>>,
  fallback: Value,
  input: unknown,
): Value {
  if (input === undefined || input === null) return fallback;
  const values = Object.keys(spellings) as Value[];
  const found =
    typeof input === "string" && values.find((value) => foldCase(value) === foldCase(unquote(input)));
  if (found) return found;
  const printed = typeof input === "string" ? quoteAsLanceDb(input) : `of type ${typeName(input)}`;
  throw new InvalidInputError(
    `Invalid ${subject} ${printed}; allowed: ${Object.values(spellings).join(", ")}.`,
  );
}

function foldCase(text: string): string {
  return text.replaceAll(/[_-]/g, "").toLowerCase();
}

// A deployed LanceDB client sends `"\"Create\""`.
function unquote(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;
}
