import type { Growth } from "./functions.ts";
import { type Argument, nothing, type Size } from "./growth.ts";
import type { Token } from "./tokens.ts";

/** What a parenthesis, a bracket or a CASE encloses. */
export interface Frame {
  readonly kind: "group" | "call" | "list" | "members" | "type" | "case";
  /** The function that is called. */
  readonly name: string;
  readonly growth: Growth;
  readonly offset: number;
  /** How deep its contents begin. */
  readonly base: number;
  /** How deep the part is that is read. */
  depth: number;
  /** BETWEENs whose AND is still to come. */
  betweens: number;
  /** Whether `||` joins something here. */
  joins: boolean;
  /** Those of a function that have been read. */
  readonly arguments: Argument[];
  /** What all that has been read is made of, but for the part that is read. */
  whole: Size;
  /** What the part that is read is made of, in columns and characters. */
  columns: number;
  text: number;
  tokens: Token[];
}

/** One that nothing has been read of. */
export function newFrame(kind: Frame["kind"], offset: number, base: number): Frame {
  return {
    kind,
    name: "",
    growth: "none",
    offset,
    base,
    depth: base,
    betweens: 0,
    joins: false,
    arguments: [],
    whole: nothing,
    columns: 0,
    text: 0,
    tokens: [],
  };
}
