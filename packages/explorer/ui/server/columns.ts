import { type ArrowField, typeText } from "@lancetree/arrow";

/** What the page does with the values of a column. */
export type ColumnKind = "number" | "integer" | "text" | "boolean" | "time" | "binary" | "nested" | "vector";

/** A column of a table, or a field inside of one. */
export interface ColumnInfo {
  readonly name: string;
  readonly kind: ColumnKind;
  /** The type in pyarrow's notation, with units and time zones. */
  readonly type: string;
  readonly nullable: boolean;
  readonly children: readonly ColumnInfo[];
  readonly metadata: Readonly<Record<string, string>>;
  /** The number of values, of a vector column. */
  readonly dimension?: number | undefined;
}

export function columnOf(field: ArrowField): ColumnInfo {
  const { type } = field;
  const [item] = field.children;
  const isVector =
    type.kind === "fixed_size_list" && (item?.type.kind === "float" || item?.type.kind === "int");
  return {
    name: field.name,
    kind: isVector ? "vector" : kindOf(field),
    type: isVector && item ? `${typeText(item)}[${type.length}]` : typeText(field),
    nullable: field.nullable,
    children: isVector || type.kind === "map" ? [] : childrenOf(field).map(columnOf),
    metadata: Object.fromEntries(field.metadata),
    dimension: isVector ? type.length : undefined,
  };
}

/** Lists show the fields of their structs, without the item in between. */
function childrenOf(field: ArrowField): readonly ArrowField[] {
  if (field.type.kind === "struct") return field.children;
  const [item] = field.children;
  return item?.type.kind === "struct" ? item.children : [];
}

function kindOf({ type }: ArrowField): ColumnKind {
  switch (type.kind) {
    case "int":
      return "integer";
    case "float":
    case "decimal":
      return "number";
    case "bool":
      return "boolean";
    case "utf8":
    case "large_utf8":
    case "utf8_view":
      return "text";
    case "binary":
    case "large_binary":
    case "binary_view":
    case "fixed_size_binary":
      return "binary";
    case "date":
    case "time":
    case "timestamp":
    case "duration":
    case "interval":
      return "time";
    default:
      return "nested";
  }
}
