/** The unit of times, timestamps and durations. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

/** An integer; also the type of a dictionary's index. */
export interface IntType {
  readonly kind: "int";
  readonly bits: number;
  readonly signed: boolean;
}

/** An Arrow type without its children, which are the field's. */
export type ArrowType =
  | IntType
  | { readonly kind: "null" | "bool" | "utf8" | "large_utf8" | "utf8_view" | "binary" | "large_binary" }
  | { readonly kind: "binary_view" | "list" | "large_list" | "list_view" | "large_list_view" | "struct" }
  | { readonly kind: "run_end_encoded" }
  | { readonly kind: "float"; readonly bits: number }
  | { readonly kind: "fixed_size_binary"; readonly width: number }
  | {
      readonly kind: "decimal";
      readonly bits: number;
      readonly precision: number;
      readonly scale: number;
    }
  | { readonly kind: "date"; readonly unit: "day" | "ms" }
  | { readonly kind: "time"; readonly unit: TimeUnit; readonly bits: number }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly zone?: string | undefined }
  | { readonly kind: "duration"; readonly unit: TimeUnit }
  | { readonly kind: "interval"; readonly unit: "year_month" | "day_time" | "month_day_nano" }
  | { readonly kind: "fixed_size_list"; readonly length: number }
  | { readonly kind: "map"; readonly keysSorted: boolean }
  | {
      readonly kind: "union";
      readonly mode: "sparse" | "dense";
      /** The type id of each child; when absent, the child's index. */
      readonly typeIds?: readonly number[] | undefined;
    };

/** The dictionary that a column's indices refer to. */
export interface DictionaryEncoding {
  readonly id: bigint;
  readonly index: IntType;
  readonly ordered: boolean;
}

/** A column, or a part of one. With a dictionary, type and children are those of the dictionary's values. */
export interface ArrowField {
  readonly name: string;
  readonly nullable: boolean;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  readonly dictionary?: DictionaryEncoding | undefined;
  readonly metadata: ReadonlyMap<string, string>;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
  readonly metadata: ReadonlyMap<string, string>;
}
