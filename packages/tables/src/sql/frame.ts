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
  /** The depth at which its contents begin. */
  readonly base: number;
  /** The depth of the part that is being read. */
  depth: number;
  /** The number of BETWEENs whose AND has not been read yet. */
  betweens: number;
  /** Whether it contains `||`. */
  joins: boolean;
  /** The arguments of the function that have been read. */
  readonly arguments: Argument[];
  /** The size of everything that has been read, without the part that is being read. */
  whole: Size;
  /** The size of the part that is being read, in columns and characters. */
  columns: number;
  text: number;
  tokens: Token[];
}

/** A frame before any of its contents are read. */
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
