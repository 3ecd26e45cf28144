import {
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int64,
  List,
  Struct,
  Utf8,
} from "apache-arrow-21";

/** The common type of the values of a column that were read so far. */
export type InferredType =
  /** `long` is an integer beyond 2^53, which no float64 holds exactly. */
  | { readonly kind: "nothing" | "bool" | "int" | "long" | "float" | "text" }
  | {
      readonly kind: "list";
      readonly item: InferredType;
      /** Undefined where lists of several lengths were seen. */
      readonly length: number | undefined;
      /** Whether all its values can be float32: none is null, no integer is beyond 2^24. */
      readonly fitsFloat32: boolean;
    }
  | { readonly kind: "struct"; readonly fields: ReadonlyMap<string, InferredType> };

export const nothing: InferredType = { kind: "nothing" };
const largestInFloat32 = 2 ** 24;
const [minInt64, maxInt64] = [-(2n ** 63n), 2n ** 63n - 1n];

/** What was seen, as the end of a sentence. */
export function describeType({ kind }: InferredType): string {
  const descriptions = {
    nothing: "null",
    bool: "true or false",
    int: "an integer",
    long: "an integer beyond 2^53",
    float: "a number",
    text: "a string",
    list: "a list",
    struct: "an object",
  };
  return descriptions[kind];
}

/**
 * The type of one value, as JSON has it; integers beyond 2^53 are bigint. Undefined for a list of several types and for
 * numbers that neither int64 nor float64 holds.
 */
export function inferValue(value: unknown): InferredType | undefined {
  if (value === null || value === undefined) return nothing;
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "bigint") return value >= minInt64 && value <= maxInt64 ? { kind: "long" } : undefined;
  if (Number.isSafeInteger(value)) return { kind: "int" };
  if (typeof value === "number") return Number.isFinite(value) ? { kind: "float" } : undefined;
  if (typeof value === "string") return { kind: "text" };
  if (Array.isArray(value)) return typeOfList(value);
  const fields = Object.entries(value).map(([name, entry]) => [name, inferValue(entry)] as const);
  return mergeFields(new Map(), fields);
}

/** The type that can store the values of both; undefined if there is none. */
export function mergeTypes(left: InferredType, right: InferredType): InferredType | undefined {
  if (left.kind === "nothing") return right;
  if (right.kind === "nothing") return left;
  if (left.kind === "list" && right.kind === "list") {
    const item = mergeTypes(left.item, right.item);
    const length = left.length === right.length ? left.length : undefined;
    return item && { kind: "list", item, length, fitsFloat32: left.fitsFloat32 && right.fitsFloat32 };
  }
  if (left.kind === "struct" && right.kind === "struct") return mergeFields(left.fields, right.fields);
  if (left.kind === right.kind) return left;
  const kinds = [left.kind, right.kind];
  if (kinds.every((kind) => kind === "int" || kind === "long")) return { kind: "long" };
  return kinds.every((kind) => kind === "int" || kind === "float") ? { kind: "float" } : undefined;
}

/** The Arrow type of an inferred type: a string for a column without values, a vector for lists of numbers of one length. */
export function arrowType(type: InferredType): DataType {
  switch (type.kind) {
    case "nothing":
    case "text":
      return new Utf8();
    case "bool":
      return new Bool();
    case "int":
    case "long":
      return new Int64();
    case "float":
      return new Float64();
    case "list": {
      const isVector =
        type.fitsFloat32 && type.length && (type.item.kind === "int" || type.item.kind === "float");
      if (isVector && type.length)
        return new FixedSizeList(type.length, new Field("item", new Float32(), true));
      return new List(new Field("item", itemType(type.item), true));
    }
    case "struct":
      return new Struct([...type.fields].map(([name, field]) => new Field(name, itemType(field), true)));
  }
}

/** Inside of lists and objects, a list of numbers stays a list: only columns can be searched as vectors. */
function itemType(type: InferredType): DataType {
  return type.kind === "list" ? new List(new Field("item", itemType(type.item), true)) : arrowType(type);
}

function typeOfList(values: readonly unknown[]): InferredType | undefined {
  let item: InferredType = nothing;
  for (const value of values) {
    const type = inferValue(value);
    const merged = type && mergeTypes(item, type);
    if (!merged) return undefined;
    item = merged;
  }
  const fitsFloat32 = values.every(
    (value) => value !== null && (!Number.isInteger(value) || Math.abs(Number(value)) <= largestInFloat32),
  );
  return { kind: "list", item, length: values.length, fitsFloat32 };
}

function mergeFields(
  fields: ReadonlyMap<string, InferredType>,
  more: Iterable<readonly [name: string, type: InferredType | undefined]>,
): InferredType | undefined {
  const merged = new Map(fields);
  for (const [name, type] of more) {
    const both = type && mergeTypes(merged.get(name) ?? nothing, type);
    if (!both) return undefined;
    merged.set(name, both);
  }
  return { kind: "struct", fields: merged };
}
