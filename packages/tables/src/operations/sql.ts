import { InvalidInputError } from "@lancetree/core";

/**
 * Reads a condition as LanceDB is to get it; undefined where there is none. LanceDB puts what it gets behind a `WHERE` and
 * leaves out in silence what follows the condition, such as a `LIMIT` or another statement. In parentheses it refuses that.
 *
 * @param field - how messages call it
 * @throws InvalidInputError for what is empty, ends early or holds a second statement
 */
export function readCondition(field: string, text: unknown): string | undefined {
  return text === undefined || text === null ? undefined : requireCondition(field, text);
}

/** As {@link readCondition}, for a condition that there has to be. */
export function requireCondition(field: string, text: unknown): string {
  return bracket(field, text, "; say `true` where all rows are meant");
}

/** As {@link readCondition}, for the value of a column. */
export function readExpression(field: string, text: unknown): string {
  return bracket(field, text, "");
}

function bracket(field: string, text: unknown, hint: string): string {
  if (typeof text !== "string") throw new InvalidInputError(`${field} must be an SQL expression.`);
  const { hasTokens, end } = scan(field, text);
  if (!hasTokens) throw new InvalidInputError(`${field} must not be empty${hint}.`);
  // A comment at its end must not take the parenthesis in.
  return `(${text.slice(0, end)}\n)`;
}

/** Goes through a text once, past quotes and comments. */
function scan(field: string, text: string): { hasTokens: boolean; end: number } {
  let depth = 0;
  let hasTokens = false;
  let end: number | undefined;
  for (let place = 0; place < text.length; place = next(text, place)) {
    if (isBlank(text, place)) continue;
    const character = text[place];
    if (character === ";") {
      end ??= place;
      continue;
    }
    if (end !== undefined) throw new InvalidInputError(`${field} holds text behind a semicolon.`);
    hasTokens = true;
    if (character === "(") depth++;
    if (character === ")" && --depth < 0) {
      throw new InvalidInputError(`${field} closes a parenthesis that it does not open.`);
    }
  }
  return { hasTokens, end: end ?? text.length };
}

function isBlank(text: string, place: number): boolean {
  return /\s/.test(text.charAt(place)) || text.startsWith("--", place) || text.startsWith("/*", place);
}

/** Where the next part begins: behind a quoted text, a comment or a single character. */
function next(text: string, place: number): number {
  const character = text.charAt(place);
  if (character === "'" || character === '"' || character === "`") return behind(text, character, place + 1);
  if (text.startsWith("--", place)) return behind(text, "\n", place + 2);
  return text.startsWith("/*", place) ? behind(text, "*/", place + 2) : place + 1;
}

function behind(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found + what.length;
}
