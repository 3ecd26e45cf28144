import type { ColumnInfo } from "../server/columns.ts";

/** One line of the filter's form. */
export interface Condition {
  readonly column: string;
  readonly comparison: Comparison;
  /** What the user typed, without quotes. */
  readonly value: string;
}

export const comparisons = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "contains",
  "starts with",
  "is null",
  "is not null",
] as const;
export type Comparison = (typeof comparisons)[number];

/** The comparisons that a column can have. */
export function comparisonsOf(column: ColumnInfo | undefined): readonly Comparison[] {
  if (column?.kind === "text") return comparisons;
  if (column?.kind === "boolean") return ["=", "!=", "is null", "is not null"];
  if (column && ["integer", "number", "time"].includes(column.kind))
    return comparisons.filter((name) => name !== "contains" && name !== "starts with");
  return ["is null", "is not null"];
}

export function takesValue(comparison: Comparison): boolean {
  return comparison !== "is null" && comparison !== "is not null";
}

/** Columns and their fields that a condition can name, by path. */
export function filterColumns(columns: readonly ColumnInfo[]): readonly ColumnInfo[] {
  return columns.flatMap((column) => [column, ...fieldsOf(column, column.name)]);
}

function fieldsOf(column: ColumnInfo, path: string): readonly ColumnInfo[] {
  if (!column.type.startsWith("struct")) return [];
  return column.children.flatMap((child) => {
    const inner = `${path}.${child.name}`;
    return [{ ...child, name: inner }, ...fieldsOf(child, inner)];
  });
}

/** The conditions as SQL, all of which must hold. */
export function toFilterText(conditions: readonly Condition[], columns: readonly ColumnInfo[]): string {
  return conditions
    .filter(({ comparison, value }) => !takesValue(comparison) || value !== "")
    .map((condition) => {
      const column = filterColumns(columns).find(({ name }) => name === condition.column);
      return conditionText(condition, column);
    })
    .join(" AND ");
}

function conditionText(
  { column: name, comparison, value }: Condition,
  column: ColumnInfo | undefined,
): string {
  const isField = column !== undefined && name.includes(".") && column.name === name;
  const path = isField ? name.split(".").map(quoteName).join(".") : quoteName(name);
  if (comparison === "contains") return `contains(${path}, ${quoteText(value)})`;
  if (comparison === "starts with") return `starts_with(${path}, ${quoteText(value)})`;
  if (!takesValue(comparison)) return `${path} ${comparison.toUpperCase()}`;
  return `${path} ${comparison} ${literal(value, column)}`;
}

/** A value as SQL, by the type of the column. */
export function literal(value: string, column: ColumnInfo | undefined): string {
  const isNumber = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value);
  if ((column?.kind === "integer" || column?.kind === "number") && isNumber) return value;
  if (column?.kind === "boolean" && /^(true|false)$/i.test(value)) return value.toLowerCase();
  if (column?.kind === "time") {
    if (column.type.startsWith("timestamp")) return `timestamp ${quoteText(value)}`;
    if (column.type.startsWith("date")) return `date ${quoteText(value)}`;
  }
  return quoteText(value);
}

export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `\`${name.replaceAll("`", "``")}\``;
}

const reserved = new Set([
  "and",
  "or",
  "not",
  "in",
  "is",
  "null",
  "like",
  "true",
  "false",
  "select",
  "from",
  "where",
  "order",
  "group",
  "case",
  "when",
  "end",
  "date",
  "timestamp",
  "table",
  "index",
  "user",
  "between",
]);

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The lines of the form for a text; undefined for a text that the form cannot show. */
export function parseFilterText(
  text: string,
  columns: readonly ColumnInfo[],
): readonly Condition[] | undefined {
  const parser = new Parser(text);
  const conditions: Condition[] = [];
  if (parser.isAtEnd) return conditions;
  for (;;) {
    const condition = parser.condition();
    if (!condition || !filterColumns(columns).some(({ name }) => name === condition.column)) return undefined;
    conditions.push(condition);
    if (parser.isAtEnd) return conditions;
    if (!parser.word("AND")) return undefined;
  }
}

/** Reads what `toFilterText` writes, and what a person writes like it. */
class Parser {
  #rest: string;

  constructor(text: string) {
    this.#rest = text.trim();
  }

  get isAtEnd(): boolean {
    return this.#rest === "";
  }

  word(word: string): boolean {
    return this.#take(new RegExp(`^${word}\\b`, "i")) !== undefined;
  }

  condition(): Condition | undefined {
    const called = this.#take(/^(contains|starts_with)\s*\(/i);
    if (called) {
      const column = this.#path();
      if (column === undefined || !this.#take(/^,/)) return undefined;
      const value = this.#value();
      if (value === undefined || !this.#take(/^\)/)) return undefined;
      return { column, comparison: /^c/i.test(called) ? "contains" : "starts with", value };
    }
    const column = this.#path();
    if (column === undefined) return undefined;
    if (this.#take(/^is\s+not\s+null\b/i)) return { column, comparison: "is not null", value: "" };
    if (this.#take(/^is\s+null\b/i)) return { column, comparison: "is null", value: "" };
    const sign = this.#take(/^(<=|>=|!=|<>|==?|<|>)/);
    if (!sign) return undefined;
    const value = this.#value();
    const same: Readonly<Record<string, string>> = { "<>": "!=", "==": "=" };
    const comparison = comparisons.find((name) => name === (same[sign] ?? sign));
    return value === undefined || !comparison ? undefined : { column, comparison, value };
  }

  #path(): string | undefined {
    const names: string[] = [];
    do {
      const quoted = this.#take(/^`(?:[^`]|``)*`/);
      const name = quoted ? quoted.slice(1, -1).replaceAll("``", "`") : this.#take(/^[A-Za-z_]\w*/);
      if (name === undefined) return undefined;
      names.push(name);
    } while (this.#take(/^\./));
    return names.join(".");
  }

  #value(): string | undefined {
    this.#take(/^(timestamp|date)\b(?=\s*')/i);
    const text = this.#take(/^'(?:[^']|'')*'/);
    if (text !== undefined) return text.slice(1, -1).replaceAll("''", "'");
    return (
      this.#take(/^(true|false)\b/i)?.toLowerCase() ??
      this.#take(/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.])/i)
    );
  }

  #take(pattern: RegExp): string | undefined {
    const found = pattern.exec(this.#rest)?.[0];
    if (found === undefined) return undefined;
    this.#rest = this.#rest.slice(found.length).trimStart();
    return found;
  }
}
