import { compareBytes } from "@lancetree/core";
import { separator } from "../model/object-id.ts";
import type { Child } from "../model/rows.ts";
import type { Cursor } from "./cursor.ts";
import { afterSeparator, nul } from "./ordered-keys.ts";

/**
 * The objects directly below an id. In the order of whole ids, all rows below `a` are adjacent; but if names contain characters that sort
 * before the separator, other names are between `a` and the rows below it.
 */
export function* childrenOf(
  walk: (start: string, end?: string) => Cursor,
  parent: string,
  after: string | undefined,
): Iterable<Child> {
  const prefix = parent === "" ? "" : parent + separator;
  const cursor = walk(
    after === undefined && parent !== "" ? prefix : prefix + (after ?? "") + nul,
    parent === "" ? undefined : parent + afterSeparator,
  );
  let last = after;
  for (let { id } = cursor; id !== undefined; { id } = cursor) {
    const end = id.indexOf(separator, prefix.length);
    const name = end < 0 ? id.slice(prefix.length) : id.slice(prefix.length, end);
    if (last !== undefined && compareBytes(name, last) <= 0) {
      // It is below a name that was already returned.
      cursor.seek(prefix + name + afterSeparator);
      continue;
    }
    const earlier = impliedBefore(walk, prefix, name, last);
    if (earlier !== undefined) {
      yield [prefix + earlier, undefined];
      last = earlier;
      continue;
    }
    if (end < 0) {
      yield [id, cursor.row];
      cursor.next();
    } else {
      yield [prefix + name, undefined];
      cursor.seek(prefix + name + afterSeparator);
    }
    last = name;
  }
}

/** The shortest prefix of a name that has no row, sorts after `last`, and has rows below it. */
function impliedBefore(
  walk: (start: string, end?: string) => Cursor,
  prefix: string,
  name: string,
  last: string | undefined,
): string | undefined {
  for (let length = 0; length < name.length; length++) {
    if (name.charCodeAt(length) >= separator.charCodeAt(0)) continue;
    const shorter = name.slice(0, length);
    if (last !== undefined && compareBytes(shorter, last) <= 0) continue;
    const id = prefix + shorter;
    if (walk(id + separator, id + afterSeparator).id !== undefined) return shorter;
  }
  return undefined;
}
