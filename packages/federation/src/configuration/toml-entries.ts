import { InvalidInputError, isError } from "@lancetree/core";
import { type AST, type ParseError, parseTOML } from "toml-eslint-parser";

/** A line of a file. */
export interface SourceLocation {
  /** As the caller named it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** A value of a file. For a table only its kind, because its values are separate entries. */
export type TomlValue =
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "integer"; readonly text: string }
  | { readonly kind: "boolean"; readonly text: string }
  | { readonly kind: "array"; readonly elements: readonly TomlValue[] }
  | { readonly kind: "float" | "date" | "table" | "array of tables" };

/** A value, and the names that lead to it from the top of the file. */
export interface TomlEntry {
  readonly path: readonly string[];
  readonly location: SourceLocation;
  readonly value: TomlValue;
}

/**
 * Reads a TOML file as a flat list, which is the same whether a name was written as a table, as a dotted key or inside
 * of an inline table.
 *
 * @throws InvalidInputError with file, line and column, and without the content of the line
 */
export function tomlEntries(text: string, file: string): TomlEntry[] {
  let tables: AST.TOMLTopLevelTable["body"];
  try {
    [{ body: tables }] = parseTOML(text).body;
  } catch (error) {
    if (!isParseError(error)) throw error;
    throw new InvalidInputError(
      `${file}:${error.lineNumber}:${error.column + 1}: this is not valid TOML: ${error.message}.`,
    );
  }
  return tables.flatMap((node) =>
    node.type === "TOMLTable" ? tableEntries(node, file) : valueEntries(node, [], file),
  );
}

function tableEntries({ kind, resolvedKey, body, loc }: AST.TOMLTable, file: string): TomlEntry[] {
  const location = { file, line: loc.start.line };
  const index = resolvedKey.findIndex((part) => typeof part === "number");
  // An array of tables is invalid in any case, so that only the array is an entry.
  if (kind === "array" || index !== -1) {
    const path = resolvedKey.slice(0, index === -1 ? undefined : index).map(String);
    return [{ path, location, value: { kind: "array of tables" } }];
  }
  const path = resolvedKey.map(String);
  const values = body.flatMap((node) => valueEntries(node, path, file));
  return [{ path, location, value: { kind: "table" } }, ...values];
}

function valueEntries({ key, value }: AST.TOMLKeyValue, above: readonly string[], file: string): TomlEntry[] {
  const path = [...above, ...key.keys.map((part) => (part.type === "TOMLBare" ? part.name : part.value))];
  const entry = { path, location: { file, line: key.loc.start.line }, value: valueOf(value) };
  if (value.type !== "TOMLInlineTable") return [entry];
  return [entry, ...value.body.flatMap((node) => valueEntries(node, path, file))];
}

function valueOf(node: AST.TOMLContentNode): TomlValue {
  if (node.type === "TOMLInlineTable") return { kind: "table" };
  if (node.type === "TOMLArray") return { kind: "array", elements: node.elements.map(valueOf) };
  switch (node.kind) {
    case "string":
      return { kind: "string", text: node.value };
    case "integer":
      return { kind: "integer", text: String(node.bigint) };
    case "boolean":
      return { kind: "boolean", text: String(node.value) };
    case "float":
      return { kind: "float" };
    default:
      return { kind: "date" };
  }
}

/** Checks the shape of the error, because two copies of the library may be loaded. */
function isParseError(error: unknown): error is ParseError {
  return isError(error) && error.name === "SyntaxError" && "lineNumber" in error && "column" in error;
}
