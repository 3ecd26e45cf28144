import { InvalidInputError } from "@lancetree/core";
import { requireBounded } from "./bounds.ts";
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
}

/**
 * @param isBounded - whether expressions that could take much of the machine are refused, as {@link requireBounded} does; else all that
 *   LanceDB takes may stand there
 */
export function createSqlReader(isBounded: boolean): SqlReader {
  const read = (field: string, text: unknown, use: "condition" | "value"): string => {
    if (typeof text !== "string") throw new InvalidInputError(`${field} must be an SQL expression.`);
    if (isBounded) requireBounded(field, text, use);
    return bracket(field, text, use === "condition" ? "; say `true` where all rows are meant" : "");
  };
  return {
    condition: (field, text) =>
      text === undefined || text === null ? undefined : read(field, text, "condition"),
    requiredCondition: (field, text) => read(field, text, "condition"),
    expression: (field, text) => read(field, text, "value"),
  };
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
  for (const { kind, value, place } of readTokens(text)) {
    const sign = kind === "sign" ? value : "";
    if (sign === ";") {
      end ??= place;
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
