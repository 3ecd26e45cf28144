import { Bool, type DataType, Field, Float64, Int64, List, Struct, Utf8 } from "apache-arrow-21";
import type { InferredType } from "./inferred-type.ts";

/** The Arrow type for what was inferred. What never had a value is text. */
export function toArrowType(type: InferredType): DataType {
  switch (type.kind) {
    case "nothing":
    case "text":
      return new Utf8();
    case "bool":
      return new Bool();
    case "int":
      return new Int64();
    case "float":
      return new Float64();
    case "list":
      return new List(new Field("item", toArrowType(type.item), true));
    case "struct":
      return new Struct([...type.fields].map(([name, field]) => new Field(name, toArrowType(field), true)));
  }
}

/** A value as the builders of Arrow take it for a type: whole numbers as bigint, structs with all their fields. */
export function toArrowValue(type: InferredType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type.kind === "int") return BigInt(value as number | bigint);
  if (type.kind === "float") return Number(value);
  if (type.kind === "list" && Array.isArray(value)) {
    return value.map((entry) => toArrowValue(type.item, entry));
  }
  if (type.kind === "struct" && typeof value === "object") {
    const given = new Map(Object.entries(value));
    return Object.fromEntries(
      [...type.fields].map(([name, field]) => [name, toArrowValue(field, given.get(name))]),
    );
  }
  return value;
}
