/** Rules that need one token and the token before it. */
import { quote } from "@lancetree/core";
import { words } from "./functions.ts";
import { sqlLimits } from "./limits.ts";
import type { Refusal } from "./tally.ts";
import type { Token } from "./tokens.ts";

const operators: ReadonlySet<string> = new Set("+ - * / % = == < > <= >= <> != || :: << >> . ;".split(" "));

/** Why an operator is refused, if it is. */
export function operatorRefusal(token: Token, before: Token | undefined): Refusal | undefined {
  const { value } = token;
  if (!operators.has(value)) return [`holds ${quote(value)}`, `operators are ${[...operators].join(" ")}`];
  const isArrow = before?.kind === "sign" && isAdjacent(before, token) && /[-=]$/.test(before.value);
  if (isArrow && value.startsWith(">")) {
    return ["holds an arrow", "functions without a name and named arguments are not supported"];
  }
  return undefined;
}

/** Why a string with a letter in front is refused: it has rules of its own, except for the bytes of `X'00'`. */
export function prefixRefusal(before: Token, token: Token): Refusal | undefined {
  const isPrefix =
    before.kind === "word" && isAdjacent(before, token) && /^[a-wyz]{1,2}$/i.test(before.value);
  if (!isPrefix || words.has(before.value.toLowerCase())) return undefined;
  return [`holds a text with ${quote(before.value)} in front`, "strings are in single quotes only"];
}

/** Why the pattern of a LIKE is refused, if it is. */
export function patternRefusal(pattern: Token): Refusal | undefined {
  const isFolded = pattern.kind === "word" && /^(lower|upper)$/i.test(pattern.value);
  if (pattern.kind !== "text" && !isFolded) {
    return ["has a LIKE whose pattern is computed", "the pattern must be a text"];
  }
  const wildcards = pattern.value.split(/[%_]/).length - 1;
  if (wildcards <= sqlLimits.wildcards) return undefined;
  return [`has a LIKE pattern with ${wildcards} wildcards`, `${sqlLimits.wildcards} are allowed`];
}

function isAdjacent(before: Token, token: Token): boolean {
  return before.offset + before.value.length === token.offset;
}
