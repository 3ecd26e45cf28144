import { InvalidInputError } from "@lancetree/core";
import { requireBounded } from "./bounds.ts";
import { nothing, type Size, sum } from "./growth.ts";
import { sqlLimits } from "./limits.ts";
import { readTokens } from "./tokens.ts";

/** Reads the SQL of requests as LanceDB is to get it. */
export interface SqlReader {
  /**
   * Reads a condition; undefined where there is none. LanceDB puts what it gets behind a `WHERE` and leaves out in silence what
   * follows the condition, such as a `LIMIT` or another statement. In parentheses it refuses that.
   *
   * @param field - how messages call it
   * @throws InvalidInputError for what is empty, ends early, holds a second statement, or is beyond the bounds
   */
  condition(field: string, text: unknown): string | undefined;
  /** As `condition`, for one that there has to be. */
  requiredCondition(field: string, text: unknown): string;
  /** As `condition`, for the value of a column. */
  expression(field: string, text: unknown): string;
  /** As `expression`, for all values of a request, which have bounds together as well. */
  expressions(values: readonly NamedValue[]): ReadValues;
}

/** An expression and how messages call it. */
export type NamedValue = readonly [field: string, text: unknown];

export interface ReadValues {
  readonly expressions: readonly string[];
  /** Rows that a batch of a result may have, so that its values take a bounded memory; undefined where LanceDB may choose. */
  readonly batchRows: number | undefined;
  /**
   * For a result that LanceDB computes in batches of up to 8,192 rows for any request, as it does after a search and a sort.
   *
   * @throws InvalidInputError when the values of `rows` rows could take too much memory
   */
  readonly requireFewRows: (rows: number) => void;
}

/**
 * @param isBounded - whether expressions that could take much of the machine are refused, as {@link requireBounded} does; else all that
 *   LanceDB takes may stand there
 */
export function createSqlReader(isBounded: boolean): SqlReader {
  const measured = (field: string, text: unknown, use: "condition" | "value"): readonly [string, Size] => {
    if (typeof text !== "string") throw new InvalidInputError(`${field} must be an SQL expression.`);
    const size = isBounded ? requireBounded(field, text, use) : nothing;
    return [bracket(field, text, use === "condition" ? "; say `true` where all rows are meant" : ""), size];
  };
  const read = (...expression: Parameters<typeof measured>): string => measured(...expression)[0];
  return {
    condition: (field, text) =>
      text === undefined || text === null ? undefined : read(field, text, "condition"),
    requiredCondition: (field, text) => read(field, text, "condition"),
    expression: (field, text) => read(field, text, "value"),
    expressions(values) {
      const [expressions, sizes]: [string[], Size[]] = [[], []];
      let characters = 0;
      for (const [field, given] of values) {
        const [text, size] = measured(field, given, "value");
        expressions.push(text);
        sizes.push(size);
        characters += text.length;
      }
      const size = sum(sizes);
      if (isBounded) requireBoundedTogether(size, characters);
      return {
        expressions,
        batchRows: isBounded ? rowsOfBatch(size) : undefined,
        requireFewRows(rows) {
          const most = isBounded ? mostRowsOf(size) : rows;
          if (Math.min(rows, largestBatch) <= most) return;
          throw new InvalidInputError(
            `The values of the columns are too large for a search or a sort that finds ${rows} rows: ${most} are allowed with such values. Set a smaller k, or compute less.`,
          );
        },
      };
    },
  };
}

function requireBoundedTogether({ text, columns }: Size, characters: number): void {
  for (const [what, count, most] of [
    ["SQL of", characters, sqlLimits.characters],
    ["strings of", Math.ceil(text), sqlLimits.value],
  ] as const) {
    if (count <= most) continue;
    throw new InvalidInputError(
      `The values of all columns of a request have ${what} ${count} characters together; ${most} are allowed.`,
    );
  }
  if (columns > sqlLimits.columnsTogether) {
    throw new InvalidInputError(
      `The values of all columns of a request are made of ${columns} columns, or of as many copies of one; ${sqlLimits.columnsTogether} are allowed.`,
    );
  }
}

/** LanceDB's own number. */
const usualRows = 1_024;
const charactersOfBatch = 8 * 1024 * 1024;
/** Columns of a batch of the usual length. */
const usualColumns = 64;
/** What LanceDB computes at once behind a search and a sort. */
const largestBatch = 8_192;
/** A larger batch than others, since only one at a time is computed there. */
const largestTimes = 8;

function mostRowsOf(size: Size): number {
  return Math.max(1, fittingRows(size) * largestTimes);
}

function rowsOfBatch(size: Size): number | undefined {
  const rows = fittingRows(size);
  return rows < usualRows ? Math.max(1, rows) : undefined;
}

function fittingRows({ text, columns }: Size): number {
  return Math.floor(
    Math.min(charactersOfBatch / Math.max(1, text), (usualRows * usualColumns) / Math.max(1, columns)),
  );
}

function bracket(field: string, text: string, hint: string): string {
  const { hasTokens, end } = scan(field, text);
  if (!hasTokens) throw new InvalidInputError(`${field} must not be empty${hint}.`);
  // A comment at its end must not take the parenthesis in.
  return `(${text.slice(0, end)}\n)`;
}

/** Goes through a text once. */
function scan(field: string, text: string): { hasTokens: boolean; end: number } {
  let depth = 0;
  let hasTokens = false;
  let end: number | undefined;
  for (const { kind, value, offset } of readTokens(text)) {
    const sign = kind === "sign" ? value : "";
    if (sign === ";") {
      end ??= offset;
      continue;
    }
    if (end !== undefined) throw new InvalidInputError(`${field} holds text behind a semicolon.`);
    hasTokens = true;
    if (sign === "(") depth++;
    if (sign === ")" && --depth < 0) {
      throw new InvalidInputError(`${field} closes a parenthesis that it does not open.`);
    }
  }
  return { hasTokens, end: end ?? text.length };
}
