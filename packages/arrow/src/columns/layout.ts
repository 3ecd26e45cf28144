import type { ArrowField, ArrowType } from "../schema/types.ts";

/** The layout of a column in a batch: a node, possibly a bitmap of the values that are not null, buffers, and children. */
export type Layout =
  | { readonly kind: "null" | "bits" | "struct" | "run_end" | "sparse_union" | "dense_union" }
  /** @param bytes - of each value */
  | { readonly kind: "fixed"; readonly bytes: number }
  | { readonly kind: "fixed_list"; readonly length: number }
  | { readonly kind: "views" }
  /** @param bytes - of each offset */
  | { readonly kind: "variable" | "list" | "list_view"; readonly bytes: 4 | 8 };

/** The layout of a field's values; if it has a dictionary, its indices: the values are in dictionary batches. */
export function layoutOf({ type, dictionary }: ArrowField): Layout {
  return dictionary ? { kind: "fixed", bytes: dictionary.index.bits / 8 } : valueLayout(type);
}

export function valueLayout(type: ArrowType): Layout {
  switch (type.kind) {
    case "null":
      return { kind: "null" };
    case "bool":
      return { kind: "bits" };
    case "int":
    case "float":
    case "decimal":
    case "time":
      return { kind: "fixed", bytes: type.bits / 8 };
    case "date":
      return { kind: "fixed", bytes: type.unit === "day" ? 4 : 8 };
    case "timestamp":
    case "duration":
      return { kind: "fixed", bytes: 8 };
    case "interval":
      return { kind: "fixed", bytes: { year_month: 4, day_time: 8, month_day_nano: 16 }[type.unit] };
    case "fixed_size_binary":
      return { kind: "fixed", bytes: type.width };
    case "utf8":
    case "binary":
      return { kind: "variable", bytes: 4 };
    case "large_utf8":
    case "large_binary":
      return { kind: "variable", bytes: 8 };
    case "utf8_view":
    case "binary_view":
      return { kind: "views" };
    case "list":
    case "map":
      return { kind: "list", bytes: 4 };
    case "large_list":
      return { kind: "list", bytes: 8 };
    case "list_view":
      return { kind: "list_view", bytes: 4 };
    case "large_list_view":
      return { kind: "list_view", bytes: 8 };
    case "fixed_size_list":
      return { kind: "fixed_list", length: type.length };
    case "struct":
      return { kind: "struct" };
    case "run_end_encoded":
      return { kind: "run_end" };
    case "union":
      return { kind: type.mode === "sparse" ? "sparse_union" : "dense_union" };
  }
}

/** The number of buffers after the bitmap. Columns of views have more; each batch contains their number. */
export function bufferCount({ kind }: Layout): number {
  switch (kind) {
    case "bits":
    case "fixed":
    case "list":
    case "sparse_union":
    case "views":
      return 1;
    case "variable":
    case "list_view":
    case "dense_union":
      return 2;
    default:
      return 0;
  }
}

export function hasValidity({ kind }: Layout): boolean {
  return !["null", "run_end", "sparse_union", "dense_union"].includes(kind);
}
