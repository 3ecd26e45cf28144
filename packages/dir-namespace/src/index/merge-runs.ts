import type { Row } from "../model/row.ts";
import type { BaseRun } from "./base-run.ts";
import { type Columns, ColumnsWriter, capacityOf } from "./columns.ts";
import type { OrderedMap } from "./ordered-keys.ts";

/** A row that was inserted, replaced or deleted since the base run was built. */
export interface OverlayEntry {
  /** Undefined: deleted. */
  readonly row: Row | undefined;
  /** The first row of the base whose id does not sort before this one. */
  readonly at: number;
  /** Whether that is the row with this id. */
  readonly inBase: boolean;
}

/** A range of rows of a base run; `to` is not included. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

const nothing: RowRange = { from: 0, to: 0 };

/**
 * Merges a base run and the changes over it into new columns.
 * @param removed a range of the base run that is left out
 */
export function mergeRuns(
  base: BaseRun,
  changes: OrderedMap<OverlayEntry>,
  removed: RowRange = nothing,
): Columns {
  const capacity = { ...capacityOf(base.columns) };
  for (const { row } of changes.values()) {
    if (row === undefined) continue;
    capacity.rows++;
    capacity.ids += Buffer.byteLength(row.id);
    capacity.locations += Buffer.byteLength(row.location ?? "");
    capacity.metadata += Buffer.byteLength(row.metadata ?? "");
  }
  const writer = new ColumnsWriter(capacity);
  const copyKept = (start: number, end: number): void => {
    copy(base, start, Math.min(end, removed.from), writer);
    copy(base, Math.max(start, removed.to), end, writer);
  };
  let copied = 0;
  for (const { row, at, inBase } of changes.values()) {
    copyKept(copied, at);
    if (row) writer.add(row);
    copied = inBase ? at + 1 : at;
  }
  copyKept(copied, base.size);
  return writer.finish();
}

/** Copies adjacent rows together. */
function copy(base: BaseRun, start: number, end: number, writer: ColumnsWriter): void {
  for (let index = start; index < end; ) {
    const first = base.position(index);
    let length = 1;
    while (index + length < end && base.position(index + length) === first + length) length++;
    writer.copy(base.columns, first, first + length);
    index += length;
  }
}
