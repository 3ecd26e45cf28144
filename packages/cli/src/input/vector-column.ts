import { type Data, Field, FixedSizeList, Float32, makeData } from "apache-arrow-21";
import type { InferredType } from "./inferred-type.ts";

/** The length of a column's vectors: where all its lists hold numbers and have one length, as LanceDB searches them. */
export function vectorLength(type: InferredType): number | undefined {
  if (type.kind !== "list" || !type.fitsFloat32 || !type.length) return undefined;
  return ["int", "float"].includes(type.item.kind) ? type.length : undefined;
}

export function vectorType(length: number): FixedSizeList<Float32> {
  return new FixedSizeList(length, new Field("item", new Float32(), true));
}

/** A batch's vectors; Arrow's own builder leaves out the places of those that are null. */
export function vectorData(length: number, values: readonly unknown[]): Data<FixedSizeList<Float32>> {
  const numbers = new Float32Array(length * values.length);
  const validity = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (const [row, value] of values.entries()) {
    if (!Array.isArray(value)) {
      nullCount += 1;
      continue;
    }
    numbers.set(value.map(Number), row * length);
    validity[row >> 3] = (validity[row >> 3] ?? 0) | (1 << (row & 7));
  }
  const child = makeData({ type: new Float32(), data: numbers, length: numbers.length, nullCount: 0 });
  return makeData({
    type: vectorType(length),
    length: values.length,
    nullCount,
    nullBitmap: validity,
    child,
  });
}
