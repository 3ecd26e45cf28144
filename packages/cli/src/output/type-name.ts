import type { DescribeTableResponse } from "@lancetree/core";

type JsonField = NonNullable<DescribeTableResponse["schema"]>["fields"][number];
type JsonType = JsonField["type"];

/** The short name of a data type of the protocol: `int64`, `float32[128]` for vectors, `list<utf8>`, `struct<a: int32>`. */
export function typeName({ type, length, fields = [] }: JsonType): string {
  const [item] = fields;
  if (type === "fixed_size_list" && item) return `${typeName(item.type)}[${length}]`;
  if (type === "list" && item) return `list<${typeName(item.type)}>`;
  if (fields.length > 0) {
    return `${type}<${fields.map((field) => `${field.name}: ${typeName(field.type)}`).join(", ")}>`;
  }
  if (type.startsWith("decimal") && length) {
    // The protocol packs precision * 1000 + scale, and the scale may be negative.
    const precision = Math.round(length / 1000);
    return `${type}(${precision}, ${length - precision * 1000})`;
  }
  return length ? `${type}(${length})` : type;
}
