import type { Growth } from "./functions.ts";
import { sqlLimits } from "./limits.ts";
import { patternCost } from "./pattern-cost.ts";
import type { Token } from "./tokens.ts";

/** The size of a result, in one row. */
export interface Size {
  /** The number of columns, counted once for each time that the result contains the column. */
  readonly columns: number;
  /** Characters of the strings in the expression. */
  readonly text: number;
}

/** An argument of a function. */
export interface Argument {
  readonly size: Size;
  /** Its first tokens. */
  readonly tokens: readonly Token[];
}

export const nothing: Size = { columns: 0, text: 0 };

export function sum(sizes: readonly Size[]): Size {
  let [columns, text] = [0, 0];
  for (const size of sizes) {
    columns += size.columns;
    text += size.text;
  }
  return { columns, text };
}

export function times(size: Size, factor: number): Size {
  return { columns: size.columns * factor, text: size.text * factor };
}

/** The size of a result, or the problem with the arguments. */
export function sizeOf(growth: Growth, all: readonly Argument[]): Size | string {
  const whole = sum(all.map(({ size }) => size));
  const [first, second, third] = all;
  switch (growth) {
    case "none":
    case "all":
      return whole;
    case "separated":
      return sum([whole, times(first?.size ?? nothing, all.length)]);
    case "product":
      return readSearched(all) ?? whole;
    case "series":
      return readSeries(all);
    case "type":
      return readType(second) ?? sum([whole, { columns: 0, text: cellsOf(second) }]);
    case "pattern":
      return readPattern(second) ?? patternSize(whole, second, third);
    case "replacing":
      return replacedSize(whole, second, third);
    case "joined": {
      const separator = textIn(second);
      if (separator === undefined) return "the second argument must be a string";
      return times(whole, 1 + Math.ceil(separator.length / 4));
    }
    default:
      return counted(growth, all);
  }
}

function counted(
  growth: "times" | "length" | "entries",
  [first, second, third]: readonly Argument[],
): Size | string {
  const count = wholeIn(second);
  if (count === undefined) return "the second argument must be an integer";
  const positive = Math.max(0, count);
  if (growth === "length") return { columns: 0, text: positive };
  const one = (argument: Argument | undefined): Size =>
    sum([argument?.size ?? nothing, { columns: 0, text: 1 }]);
  return growth === "times"
    ? times(one(first), positive)
    : sum([first?.size ?? nothing, times(one(third), positive)]);
}

function readSeries(all: readonly Argument[]): Size | string {
  const numbers = all.map(wholeIn);
  const [from = 0, to = from, step = 1] = numbers;
  if (numbers.includes(undefined)) return "all arguments must be integers";
  const distance = all.length === 1 ? Math.abs(from) : Math.abs(to - from);
  return { columns: 0, text: 8 * (1 + distance / Math.max(1, Math.abs(step))) };
}

/** The time of a search is proportional to the product of two lengths. */
function readSearched(all: readonly Argument[]): string | undefined {
  if (all.filter(({ size }) => size.columns > 0).length > 1) return "only one argument may contain a column";
  const strings = all.flatMap(({ tokens }) => tokens).filter(({ kind }) => kind === "text");
  const longest = Math.max(0, ...strings.map(({ value }) => value.length));
  return longest > sqlLimits.searched
    ? `the string to search for may have at most ${sqlLimits.searched} characters`
    : undefined;
}

function readType(argument: Argument | undefined): string | undefined {
  return textIn(argument) === undefined
    ? "the second argument must be the name of a type, as a string"
    : undefined;
}

/** How many values a cell of a type has: `FixedSizeList(1536, Float32)`; such lists can be nested. */
function cellsOf(argument: Argument | undefined): number {
  const numbers = textIn(argument)?.match(/\b\d+/g) ?? [];
  return 4 * numbers.reduce((product, number) => product * Math.max(1, Number(number)), 1);
}

function readPattern(argument: Argument | undefined): string | undefined {
  const pattern = textIn(argument);
  if (pattern === undefined) return "the regular expression must be a string";
  if (pattern.length > sqlLimits.pattern) {
    return `a regular expression may have at most ${sqlLimits.pattern} characters`;
  }
  return patternCost(pattern) > sqlLimits.patternCost
    ? `the regular expression repeats too much: it may have about ${sqlLimits.patternCost} characters when its counted repetitions are written out, and one such as \\w counts as 20`
    : undefined;
}

/** Each group of a pattern may match the whole input, and each character of the replacement may insert it. */
function patternSize(
  whole: Size,
  pattern: Argument | undefined,
  replacement: Argument | undefined,
): Size | string {
  const groups = (textIn(pattern) ?? "").split("(").length;
  if (!replacement) return times(whole, groups);
  const text = textIn(replacement);
  if (text === undefined) return "the third argument must be a string";
  return times(whole, Math.max(groups, text.length + 1));
}

function replacedSize(
  whole: Size,
  searched: Argument | undefined,
  replacement: Argument | undefined,
): Size | string {
  const text = textIn(replacement) ?? numberIn(replacement);
  if (text === undefined) return "the third argument must be a string or a number";
  const found = textIn(searched)?.length ?? 0;
  return times(whole, Math.max(1, found === 0 ? text.length + 1 : Math.ceil(text.length / found)));
}

/** The string that an argument consists of. */
export function textIn(argument: Argument | undefined): string | undefined {
  const [token, ...more] = argument?.tokens ?? [];
  return token?.kind === "text" && more.length === 0 ? token.value : undefined;
}

function numberIn(argument: Argument | undefined): string | undefined {
  const [token, ...more] = argument?.tokens ?? [];
  return token?.kind === "number" && more.length === 0 ? token.value : undefined;
}

/** The integer that an argument consists of. */
function wholeIn(argument: Argument | undefined): number | undefined {
  const text = (argument?.tokens ?? []).map(({ value }) => value).join("");
  const kinds = (argument?.tokens ?? []).map(({ kind }) => kind);
  return /^-?\d{1,15}$/.test(text) && kinds.at(-1) === "number" ? Number(text) : undefined;
}
