/**
 * Turns the comments that show a result into checks.
 *
 * `await db.tableNames(); // ["user"], all pages` states that the value of the expression is `["user"]`. A comment shows a result
 * if it is at the end of a line that ends an expression, or a `const` of one name, and starts with `[`, `{`, `"` or `=>`. Words
 * may follow after a comma. Every other comment is prose.
 */
import ts from "typescript";

export interface CheckedProgram {
  readonly code: string;
  /** The number of results that the program compares. */
  readonly checks: number;
}

const preamble = `
import { deepStrictEqual as $equal } from "node:assert";
const $plain = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value, (_key, field: unknown) => (typeof field === "bigint" ? Number(field) : field)));
const $check = <T>(actual: T, expected: unknown): T => ($equal($plain(actual), $plain(expected)), actual);
`;

/** The program with checks. Throws if a comment shows a result after a statement without a value. */
export function withExpectations(code: string): CheckedProgram {
  const file = ts.createSourceFile("snippet.mts", code, ts.ScriptTarget.Latest, true);
  const subjects = subjectsByLine(file);
  const edits: { start: number; end: number; expected: string }[] = [];
  code.split("\n").forEach((text, line) => {
    const comment = /\/\/ (?:=> (.*)|([[{"].*))$/.exec(text);
    if (comment === null || text.trimStart().startsWith("//")) {
      return;
    }
    const expected = leadingLiteral(comment[1] ?? comment[2] ?? "");
    const subject = subjects.get(line);
    if (expected === undefined || subject === undefined) {
      throw new Error(`line ${line + 1} of the block shows a result that cannot be checked: ${text.trim()}`);
    }
    edits.push({ start: subject.getStart(), end: subject.end, expected });
  });
  const checked = edits.reduceRight(
    (result, { start, end, expected }) =>
      `${result.slice(0, start)}$check(${result.slice(start, end)}, (${expected}))${result.slice(end)}`,
    code,
  );
  return { code: preamble + checked, checks: edits.length };
}

/** The expressions that a comment may describe, by the line that they end on. */
function subjectsByLine(file: ts.SourceFile): Map<number, ts.Expression> {
  const subjects = new Map<number, ts.Expression>();
  const visit = (node: ts.Node): void => {
    const subject = subjectOf(node);
    if (subject !== undefined) {
      subjects.set(file.getLineAndCharacterOfPosition(node.end).line, subject);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return subjects;
}

function subjectOf(node: ts.Node): ts.Expression | undefined {
  if (ts.isVariableStatement(node)) {
    const [declaration, ...others] = node.declarationList.declarations;
    return declaration !== undefined && others.length === 0 && ts.isIdentifier(declaration.name)
      ? declaration.initializer
      : undefined;
  }
  if (!ts.isExpressionStatement(node)) {
    return undefined;
  }
  const { expression } = node;
  const printed = ts.isCallExpression(expression) && expression.expression.getText() === "console.log";
  return printed ? expression.arguments[0] : expression;
}

/** The longest start of a comment, cut at commas, that is an expression: `["user"]` of `["user"], all pages`. */
function leadingLiteral(comment: string): string | undefined {
  const text = comment.trim();
  if (text === "") {
    return undefined;
  }
  const parsed = ts.transpileModule(`(${text});`, { reportDiagnostics: true });
  const parts = ts.createSourceFile("value.ts", `(${text});`, ts.ScriptTarget.Latest).statements;
  if (parsed.diagnostics?.length === 0 && parts.length === 1 && !containsProse(text)) {
    return text;
  }
  return leadingLiteral(text.slice(0, Math.max(0, text.lastIndexOf(","))));
}

/** A comma outside of brackets parses as an expression, but `["user"], sorted` is a value and a word. */
function containsProse(text: string): boolean {
  const file = ts.createSourceFile("value.ts", `(${text});`, ts.ScriptTarget.Latest);
  const [statement] = file.statements;
  return (
    statement !== undefined &&
    ts.isExpressionStatement(statement) &&
    ts.isParenthesizedExpression(statement.expression) &&
    ts.isBinaryExpression(statement.expression.expression)
  );
}
