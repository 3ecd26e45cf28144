import { toHalfBits } from "@lancetree/arrow";
import { BufferType, Data, DataType, DateUnit, makeBuilder, Precision } from "apache-arrow-21";
import type { Stored } from "./stored-value.ts";

type FixedValues =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

interface Content {
  readonly values?: FixedValues;
  readonly offsets?: Int32Array;
  readonly children?: Data[];
}

/** Makes an Arrow column of stored values. Arrow's own builders round times and lose the positions of null vectors. */
export function columnData(type: DataType, values: readonly Stored[]): Data {
  const fixed = fixedValues(type, values);
  if (fixed) return dataOf(type, values, { values: fixed });
  if (DataType.isNull(type)) return new Data(type, 0, values.length, values.length);
  const child = (index: number, items: readonly Stored[]): Data[] => {
    const field = type.children[index];
    return field ? [columnData(field.type, items)] : [];
  };
  if (DataType.isFixedSizeList(type)) {
    const gap = Array.from({ length: type.listSize }, () => null);
    return dataOf(type, values, {
      children: child(
        0,
        values.flatMap((value) => listOf(value) ?? gap),
      ),
    });
  }
  if (DataType.isList(type)) {
    const offsets = new Int32Array(values.length + 1);
    for (const [index, value] of values.entries()) {
      offsets[index + 1] = (offsets[index] ?? 0) + (listOf(value)?.length ?? 0);
    }
    const items = values.flatMap((value) => listOf(value) ?? []);
    return dataOf(type, values, { offsets, children: child(0, items) });
  }
  if (DataType.isStruct(type)) {
    const children = type.children.flatMap((_field, index) =>
      child(
        index,
        values.map((value) => listOf(value)?.[index] ?? null),
      ),
    );
    return dataOf(type, values, { children });
  }
  const builder = makeBuilder({ type, nullValues: [null] });
  for (const value of values) builder.append(value);
  return builder.finish().flush();
}

function dataOf(
  type: DataType,
  values: readonly Stored[],
  { offsets, values: fixed, children }: Content,
): Data {
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (const [index, value] of values.entries()) {
    if (value === null) nullCount += 1;
    else validity[index >> 3] = (validity[index >> 3] ?? 0) | (1 << (index & 7));
  }
  const buffers = {
    ...(offsets && { [BufferType.OFFSET]: offsets }),
    ...(fixed && { [BufferType.DATA]: fixed }),
    [BufferType.VALIDITY]: validity,
  };
  return new Data(type, 0, values.length, nullCount, buffers, children);
}

/** The values of a type with a fixed width; undefined for other types. */
function fixedValues(type: DataType, values: readonly Stored[]): FixedValues | undefined {
  const { length } = values;
  if (DataType.isBool(type)) {
    const bits = new Uint8Array(Math.ceil(length / 8));
    for (const [index, value] of values.entries()) {
      if (value === true) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
    }
    return bits;
  }
  if (DataType.isFloat(type)) {
    if (type.precision === Precision.HALF)
      return Uint16Array.from(values, (value) => toHalfBits(Number(value)));
    return filled(
      type.precision === Precision.SINGLE ? new Float32Array(length) : new Float64Array(length),
      values,
    );
  }
  if (DataType.isInt(type)) {
    const { bitWidth, isSigned } = type;
    if (bitWidth === 64)
      return filledBig(isSigned ? new BigInt64Array(length) : new BigUint64Array(length), values);
    if (bitWidth === 32) return filled(isSigned ? new Int32Array(length) : new Uint32Array(length), values);
    if (bitWidth === 16) return filled(isSigned ? new Int16Array(length) : new Uint16Array(length), values);
    return filled(isSigned ? new Int8Array(length) : new Uint8Array(length), values);
  }
  if (DataType.isDate(type)) {
    return type.unit === DateUnit.DAY
      ? filled(new Int32Array(length), values)
      : filledBig(new BigInt64Array(length), values);
  }
  if (DataType.isTime(type) && type.bitWidth === 32) return filled(new Int32Array(length), values);
  if (DataType.isTime(type) || DataType.isTimestamp(type) || DataType.isDuration(type)) {
    return filledBig(new BigInt64Array(length), values);
  }
  if (DataType.isDecimal(type)) return decimalWords(type.bitWidth / 32, values);
  if (DataType.isFixedSizeBinary(type)) {
    const bytes = new Uint8Array(length * type.byteWidth);
    for (const [index, value] of values.entries()) {
      if (value instanceof Uint8Array) bytes.set(value, index * type.byteWidth);
    }
    return bytes;
  }
  return undefined;
}

function filled<Numbers extends Exclude<FixedValues, BigInt64Array | BigUint64Array>>(
  numbers: Numbers,
  values: readonly Stored[],
): Numbers {
  for (const [index, value] of values.entries()) numbers[index] = Number(value);
  return numbers;
}

function filledBig<Numbers extends BigInt64Array | BigUint64Array>(
  numbers: Numbers,
  values: readonly Stored[],
): Numbers {
  for (const [index, value] of values.entries()) numbers[index] = bigintOf(value);
  return numbers;
}

/** 32-bit words, the lowest first. */
function decimalWords(words: number, values: readonly Stored[]): Uint32Array {
  const numbers = new Uint32Array(words * values.length);
  for (const [index, value] of values.entries()) {
    let bits = BigInt.asUintN(words * 32, bigintOf(value));
    for (let word = 0; word < words; word += 1) {
      numbers[index * words + word] = Number(bits & 0xffff_ffffn);
      bits >>= 32n;
    }
  }
  return numbers;
}

function bigintOf(value: Stored): bigint {
  return typeof value === "bigint" ? value : 0n;
}

function listOf(value: Stored): readonly Stored[] | undefined {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) ? value : undefined;
}
