import type sorted from "sorted-btree";
// Where the package's default import is its class, and where an object with the class, differs from tool to tool.
import { EmptyBTree } from "sorted-btree";
import { separator } from "../model/object-id.ts";

/** A map in the order of its keys. A copy costs nothing, and shares with the original what stays the same. */
export type OrderedMap<Value> = sorted.default<string, Value>;

export function orderedMap<Value>(): OrderedMap<Value> {
  return EmptyBTree.clone();
}

/** A text of a character for each byte of another: such keys are in the order of bytes. */
export function keyOf(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString("latin1");
}

/** Sorts right behind the separator: between the two lie the ids below an id, and no others. */
export const afterSeparator: string = String.fromCharCode(separator.charCodeAt(0) + 1);
/** Sorts before all other characters: with it at its end, a text is the next one after itself. */
export const nul = "\0";

/** The folder of the root in which a location lies, or that it is. Other clients store `./a//b` for `a/b`. */
export function topFolder(location: string): string | undefined {
  return location.split("/").find((segment) => segment !== "" && segment !== ".");
}
