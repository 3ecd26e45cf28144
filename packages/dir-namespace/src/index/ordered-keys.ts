import type sorted from "sorted-btree";
// Tools disagree on whether the package's default import is the class or an object with the class.
import { EmptyBTree } from "sorted-btree";
import { separator } from "../model/object-id.ts";

/** A map sorted by key. A copy is cheap and shares unchanged parts with the original. */
export type OrderedMap<Value> = sorted.default<string, Value>;

export function orderedMap<Value>(): OrderedMap<Value> {
  return EmptyBTree.clone();
}

/** Maps a string to a latin1 string of its UTF-8 bytes, so that `<` compares bytes. */
export function keyOf(value: string): string {
  return Buffer.byteLength(value) === value.length ? value : Buffer.from(value).toString("latin1");
}

/** Sorts directly after the separator: the ids below an id are exactly those between the two. */
export const afterSeparator: string = String.fromCharCode(separator.charCodeAt(0) + 1);
/** Sorts before all other characters: a string with it appended is the next string in order. */
export const nul = "\0";

/** The folder of the root that contains a location, or is it. Other clients store `./a//b` for `a/b`. */
export function topFolder(location: string): string | undefined {
  return location.split("/").find((segment) => segment !== "" && segment !== ".");
}
