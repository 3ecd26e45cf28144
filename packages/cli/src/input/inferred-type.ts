/** What the values of a column have in common, as far as they have been seen. */
export type InferredType =
  | { readonly kind: "nothing" | "bool" | "int" | "float" | "text" }
  | {
      readonly kind: "list";
      readonly item: InferredType;
      /** Undefined where lists of several lengths were seen. */
      readonly length: number | undefined;
      /** Whether all its values can be float32: none is null, no whole number is beyond 2^24. */
      readonly fitsFloat32: boolean;
    }
  | { readonly kind: "struct"; readonly fields: ReadonlyMap<string, InferredType> };

export const nothing: InferredType = { kind: "nothing" };
const largestInFloat32 = 2 ** 24;

/** The type of one value, as JSON has it; whole numbers may be bigint. Undefined for a list of several types. */
export function typeOfValue(value: unknown): InferredType | undefined {
  if (value === null || value === undefined) return nothing;
  if (typeof value === "boolean") return { kind: "bool" };
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return { kind: "int" };
  if (typeof value === "number") return { kind: "float" };
  if (typeof value === "string") return { kind: "text" };
  if (Array.isArray(value)) return typeOfList(value);
  const fields = Object.entries(value).map(([name, entry]) => [name, typeOfValue(entry)] as const);
  return mergeFields(new Map(), fields);
}

/** The type that holds what both hold; undefined where there is none. */
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
  const isNumber = [left, right].every(({ kind }) => kind === "int" || kind === "float");
  return isNumber ? { kind: "float" } : undefined;
}

function typeOfList(values: readonly unknown[]): InferredType | undefined {
  let item: InferredType = nothing;
  for (const value of values) {
    const type = typeOfValue(value);
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
