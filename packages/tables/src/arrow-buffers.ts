import { InvalidInputError } from "@lancetree/core";
import { type Data, DataType, type RecordBatch } from "apache-arrow-21";

/**
 * Checks that the buffers of a batch hold what its lengths say; Arrow does not look, and would make up the rest.
 *
 * @throws InvalidInputError
 */
export function checkBuffers(batch: RecordBatch): void {
  for (const column of batch.data.children) check(column);
}

function check(data: Data): void {
  const { type, length, nullBitmap, values, valueOffsets, children, stride } = data;
  require(nullBitmap.byteLength === 0 || nullBitmap.byteLength * 8 >= length);
  require(data.nullCount <= length);
  if (DataType.isNull(type)) return require(length <= mostNulls);
  if (DataType.isBool(type)) return require(values.byteLength * 8 >= length);
  if (DataType.isDictionary(type)) {
    for (const part of data.dictionary?.data ?? []) check(part);
    return require(values.length >= length);
  }
  if (DataType.isStruct(type) || DataType.isFixedSizeList(type)) {
    const each = DataType.isFixedSizeList(type) ? type.listSize : 1;
    for (const child of children) require(child.length >= length * each);
  } else if (DataType.isUnion(type)) {
    require(data.typeIds.length >= length);
  } else if (valueOffsets && valueOffsets.length > 0) {
    const [child] = children;
    checkOffsets(valueOffsets, length, child ? child.length : values.byteLength);
  } else if (DataType.isUtf8(type) || DataType.isBinary(type) || DataType.isList(type)) {
    require(length === 0);
  } else {
    require(values.length >= length * stride);
  }
  for (const child of children) check(child);
}

/** A column of nulls has no bytes that could vouch for its length. */
const mostNulls = 1_000_000;

function checkOffsets(offsets: Int32Array | BigInt64Array, length: number, end: number): void {
  require(offsets.length > length);
  let before = Number(offsets[0]);
  require(before >= 0);
  for (let index = 1; index <= length; index++) {
    const offset = Number(offsets[index]);
    require(offset >= before);
    before = offset;
  }
  require(before <= end);
}

function require(holds: boolean): void {
  if (!holds) throw new InvalidInputError("The Arrow stream has a column whose data is incomplete.");
}
