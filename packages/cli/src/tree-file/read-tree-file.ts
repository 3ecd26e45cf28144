import { text as readStream } from "node:stream/consumers";
import { isError } from "@lancetree/core";
import { parse } from "smol-toml";
import { CliError } from "../errors/cli-error.ts";
import { exitCodes } from "../errors/exit-codes.ts";
import { fileError } from "../errors/file-error.ts";
import type { InputStream } from "../output/streams.ts";
import { formatPath, parseNamedPath, parsePath } from "../paths.ts";
import { readTextFile } from "../read-text-file.ts";
import { didYouMean } from "../suggestion.ts";
import type { CatalogTree, NamespaceEntry, TableEntry } from "./catalog-tree.ts";

type Table = Readonly<Record<string, unknown>>;

/** Enough for a large catalog. */
const treeBytes = 256 * 1024 * 1024;

const topKeys = ["format", "below", "namespace", "table"];
const namespaceKeys = ["path", "properties"];
const tableKeys = ["path", "location", "declared", "properties"];

/**
 * Reads a tree file; `-` is standard input. Rejects if the file does not exist, and for an invalid entry, which the
 * error names.
 */
export async function readTreeFile(file: string, stdin: InputStream): Promise<CatalogTree> {
  const text = await (file === "-" ? readStream(stdin) : readTextFile(file, treeBytes)).catch(
    (error: unknown) => {
      throw fileError(file, error);
    },
  );
  const reader = new TreeFileReader(file);
  let content: Table;
  try {
    content = parse(text);
  } catch (error) {
    const [problem = ""] = (isError(error) ? error.message : "").split("\n");
    throw reader.invalid(`it is not valid TOML: ${problem}`);
  }
  return reader.read(content);
}

class TreeFileReader {
  readonly #file: string;
  readonly #paths: Set<string> = new Set();

  constructor(file: string) {
    this.#file = file;
  }

  read(top: Table): CatalogTree {
    this.#checkKeys(top, topKeys, "the file");
    if (top["format"] !== 1) throw this.invalid('it must contain "format = 1".');
    const below = parsePath(this.#text(top, "below", "the file"));
    const namespaces = this.#list(top, "namespace").map((entry) => this.#namespace(entry));
    const tables = this.#list(top, "table").map((entry) => this.#table(entry));
    const outside = [...namespaces, ...tables].find(({ path }) =>
      below.some((name, index) => path[index] !== name),
    );
    if (outside) throw this.invalid(`"${formatPath(outside.path)}" is not below "${formatPath(below)}".`);
    return { below, namespaces: namespaces.toSorted(byDepth), tables };
  }

  invalid(problem: string): CliError {
    return new CliError(exitCodes.invalid, `${this.#file}: ${problem}`, {
      hint: "correct the file; nothing was changed",
    });
  }

  #namespace(entry: Table): NamespaceEntry {
    const path = this.#path(entry, "namespace");
    const where = `the namespace "${formatPath(path)}"`;
    this.#checkKeys(entry, namespaceKeys, where);
    return { path, properties: this.#properties(entry, where) };
  }

  #table(entry: Table): TableEntry {
    const path = this.#path(entry, "table");
    const where = `the table "${formatPath(path)}"`;
    this.#checkKeys(entry, tableKeys, where);
    const location = this.#text(entry, "location", where);
    const declared = entry["declared"] ?? false;
    if (typeof declared !== "boolean") throw this.invalid(`"declared" in ${where} must be true or false.`);
    if ((location === undefined) !== declared) {
      throw this.invalid(`${where} needs a "location", or "declared = true", and not both.`);
    }
    return { path, location, declared, properties: this.#properties(entry, where) };
  }

  #path(entry: Table, kind: string): string[] {
    const text = this.#text(entry, "path", `a ${kind}`);
    if (text === undefined) throw this.invalid(`a ${kind} has no "path".`);
    const path = parseNamedPath(text);
    const key = JSON.stringify(path);
    if (this.#paths.has(key)) throw this.invalid(`the path "${text}" occurs twice.`);
    this.#paths.add(key);
    return path;
  }

  #properties(entry: Table, where: string): Record<string, string> {
    const table = entry["properties"] ?? {};
    if (!isTable(table)) throw this.invalid(`"properties" in ${where} must be a table.`);
    const properties: Record<string, string> = {};
    for (const [key, value] of Object.entries(table)) {
      if (typeof value !== "string")
        throw this.invalid(`the property "${key}" of ${where} must be a string.`);
      properties[key] = value;
    }
    return properties;
  }

  #list(top: Table, key: string): Table[] {
    const list = top[key] ?? [];
    if (Array.isArray(list) && list.every(isTable)) return list;
    throw this.invalid(`"${key}" must be written as [[${key}]].`);
  }

  #text(table: Table, key: string, where: string): string | undefined {
    const value = table[key];
    if (value === undefined || typeof value === "string") return value;
    throw this.invalid(`"${key}" in ${where} must be a string.`);
  }

  #checkKeys(table: Table, known: readonly string[], where: string): void {
    const unknown = Object.keys(table).find((key) => !known.includes(key));
    if (unknown !== undefined) {
      throw this.invalid(`${where} has the unknown key "${unknown}"; ${didYouMean(unknown, known)}`);
    }
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Parents are created before their content. */
function byDepth(left: NamespaceEntry, right: NamespaceEntry): number {
  return left.path.length - right.path.length;
}
