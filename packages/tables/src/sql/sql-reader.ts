import { InvalidInputError } from "@lancetree/core";
import { requireBounded } from "./bounds.ts";
import { nothing, type Size, sum } from "./growth.ts";
import { sqlLimits } from "./limits.ts";
import { readTokens } from "./tokens.ts";

/** Checks the SQL of requests and returns it in the form that LanceDB receives. */
export interface SqlReader {
  /**
   * Reads a condition; undefined if there is none. LanceDB appends the string to `WHERE` and silently ignores
   * anything after the condition, such as a `LIMIT` or another statement. If the condition is in parentheses, it
   * rejects that.
   *
   * @param field - its name in messages
   * @throws InvalidInputError if it is empty, incomplete, contains a second
   * statement, or exceeds the limits
   */
  condition(field: string, text: unknown): string | undefined;
  /** As `condition`, for a condition that is required. */
  requiredCondition(field: string, text: unknown): string;
  /** As `condition`, for the value of a column. */
  expression(field: string, text: unknown): string;
  /** As `expression`, for all values of a request, which also have common limits. */
  expressions(values: readonly NamedValue[]): ReadValues;
}

/** An expression and its name in messages. */
export type NamedValue = readonly [field: string, text: unknown];

export interface ReadValues {
  readonly expressions: readonly string[];
  /** Maximum rows in a batch of a result, so that the memory of its values is bounded; undefined if LanceDB may choose. */
  readonly batchRows: number | undefined;
  /**
   * Checks a result that LanceDB computes in batches of up to 8,192 rows for every request, as after a search and a
   * sort.
   *
   * @throws InvalidInputError when the values of `rows` rows could take too much memory
   */
  readonly requireFewRows: (rows: number) => void;
}

/**
 * @param isBounded - whether to reject expressions that could use too much memory or time, as {@link requireBounded}
 * does; otherwise everything that LanceDB accepts is allowed
 */
export function createSqlReader(isBounded: boolean): SqlReader {
  const measured = (field: string, text: unknown, use: "condition" | "value"): readonly [string, Size] => {
    if (typeof text !== "string") throw new InvalidInputError(`${field} must be an SQL expression.`);
    const size = isBounded ? requireBounded(field, text, use) : nothing;
    return [bracket(field, text, use === "condition" ? "; use `true` for all rows" : ""), size];
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
      for (const [field, input] of values) {
        const [text, size] = measured(field, input, "value");
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
          const maxRows = isBounded ? maxRowsOf(size) : rows;
          if (Math.min(rows, largestBatch) <= maxRows) return;
          throw new InvalidInputError(
            `The values of the columns are too large for a search or a sort that finds ${rows} rows: ${maxRows} are allowed with such values. Set a smaller k, or compute less.`,
          );
        },
      };
    },
  };
}

function requireBoundedTogether({ text, columns }: Size, characters: number): void {
  for (const [what, count, limit] of [
    ["SQL of", characters, sqlLimits.characters],
    ["strings of", Math.ceil(text), sqlLimits.value],
  ] as const) {
    if (count <= limit) continue;
    throw new InvalidInputError(
      `The values of all columns of a request have ${what} ${count} characters together; ${limit} are allowed.`,
    );
  }
  if (columns > sqlLimits.columnsTogether) {
    throw new InvalidInputError(
      `The values of all columns of a request contain ${columns} copies of columns; ${sqlLimits.columnsTogether} are allowed.`,
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

function maxRowsOf(size: Size): number {
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
  // The line break ends a comment, which would otherwise include the parenthesis.
  return `(${text.slice(0, end)}\n)`;
}

/** Reads a string once. */
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
    if (end !== undefined) throw new InvalidInputError(`${field} has text after a semicolon.`);
    hasTokens = true;
    if (sign === "(") depth++;
    if (sign === ")" && --depth < 0) {
      throw new InvalidInputError(`${field} closes a parenthesis that it does not open.`);
    }
  }
  return { hasTokens, end: end ?? text.length };
}
