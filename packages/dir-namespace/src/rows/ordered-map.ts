import type sorted from "sorted-btree";
// Where the package's default import is its class, and where an object with the class, differs from tool to tool.
import { EmptyBTree } from "sorted-btree";

/** A map in the order of its keys. A copy costs nothing, and shares with the original what stays the same. */
export type OrderedMap<Value> = sorted.default<string, Value>;

export function orderedMap<Value>(): OrderedMap<Value> {
  return EmptyBTree.clone();
}

/** A text of a character for each byte of another: such keys are in the order of bytes. */
export function keyOf(text: string): string {
  return Buffer.byteLength(text) === text.length ? text : Buffer.from(text).toString("latin1");
}
