/** The regular expressions of the sources, and inputs that make a slow one slow. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

export interface Pattern {
  readonly file: string;
  readonly line: number;
  readonly expression: RegExp;
}

/** Every regular expression literal in the sources of the packages in a folder, without generated code. */
export function patternsIn(folder: string): Pattern[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /^[^/\\]+[/\\]src[/\\].*\.ts$/.test(file) && !file.includes("generated"))
    .flatMap((file) => patternsOf(file.replaceAll("\\", "/"), readFileSync(join(folder, file), "utf8")));
}

function patternsOf(file: string, text: string): Pattern[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const patterns: Pattern[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const expression = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      patterns.push({ file, line: source.getLineAndCharacterOfPosition(node.pos).line + 1, expression });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return patterns;
}

/** Milliseconds of processor time that this process uses for some work, independent of the machine's load. */
export function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * The input for which an expression needs the most processor time. The inputs repeat a word or a character of the expression and
 * end with a character that does not match. Stops at the first input that takes more than `enough` milliseconds.
 */
export function slowestOf(
  expression: RegExp,
  length: number,
  enough: number,
): { text: string; milliseconds: number } {
  let slowest = { text: "", milliseconds: 0 };
  for (const pump of pumpsOf(expression.source)) {
    const text = `${pump.repeat(Math.ceil(length / pump.length)).slice(0, length)}\u0000`;
    const milliseconds = processorTime(() => text.replace(expression, ""));
    if (milliseconds > slowest.milliseconds) slowest = { text, milliseconds };
    if (milliseconds > enough) break;
  }
  return slowest;
}

function pumpsOf(source: string): string[] {
  // Every word of the pattern, with and without a space after it, and every other character of it.
  const words = source.replace(/\\[a-zA-Z]/g, " ").match(/[\w ]{1,40}/g) ?? [];
  const symbols = [...new Set(source.replace(/\\[a-zA-Z]/g, " "))].filter((symbol) => !/[\w\\]/.test(symbol));
  const pumps = [
    ...words,
    ...words.map((word) => `${word.trim()} `),
    ...symbols,
    ...Array.from("a0 =:/.,-\n\"'(;"),
  ];
  return [...new Set(pumps)].filter((pump) => pump !== "");
}
