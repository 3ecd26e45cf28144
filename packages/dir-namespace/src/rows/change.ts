import type { Row } from "../protocol/row.ts";
import type { Base } from "./base.ts";
import { type Columns, ColumnsWriter, roomOf } from "./columns.ts";
import type { OrderedMap } from "./ordered-map.ts";

/** A row that is new or another one since the base was made. */
export interface Change {
  /** Undefined: removed. */
  readonly row: Row | undefined;
  /** The first row of the base whose id does not sort before this one. */
  readonly at: number;
  /** Whether that is the row with this id. */
  readonly isThere: boolean;
}

/** Rows of a base from one place up to another. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

const nothing: Part = { from: 0, to: 0 };

/**
 * What rows are after changes.
 * @param gone what the base loses besides
 */
export function merged(base: Base, changes: OrderedMap<Change>, gone: Part = nothing): Columns {
  const room = { ...roomOf(base.columns) };
  for (const { row } of changes.values()) {
    if (row === undefined) continue;
    room.rows++;
    room.ids += Buffer.byteLength(row.id);
    room.locations += Buffer.byteLength(row.location ?? "");
    room.metadata += Buffer.byteLength(row.text ?? "");
  }
  const writer = new ColumnsWriter(room);
  const copyKept = (start: number, end: number): void => {
    copy(base, start, Math.min(end, gone.from), writer);
    copy(base, Math.max(start, gone.to), end, writer);
  };
  let copied = 0;
  for (const { row, at, isThere } of changes.values()) {
    copyKept(copied, at);
    if (row) writer.add(row);
    copied = isThere ? at + 1 : at;
  }
  copyKept(copied, base.size);
  return writer.finish();
}

/** Copies what stands together in one go. */
function copy(base: Base, start: number, end: number, writer: ColumnsWriter): void {
  for (let index = start; index < end; ) {
    const first = base.place(index);
    let length = 1;
    while (index + length < end && base.place(index + length) === first + length) length++;
    writer.copy(base.columns, first, first + length);
    index += length;
  }
}
