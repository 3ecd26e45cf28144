import { InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { Schemas } from "@lancetree/spec";
import type { DataType, Field } from "apache-arrow";
import { arrow } from "./arrow.ts";

type JsonType = Schemas["JsonArrowDataType"];

/**
 * Reads a data type as LanceDB takes it: an Arrow type, or a name where it fails on the type.
 *
 * @throws InvalidInputError and UnsupportedError as `fromJsonType` does
 */
export function toLanceType(json: JsonType): DataType | string {
  const type = fromJsonType(json);
  if (arrow.DataType.isLargeUtf8(type)) return "large_string";
  return arrow.DataType.isLargeBinary(type) ? "large_binary" : type;
}

/**
 * Reads a data type as the namespace protocol writes it; LanceDB's own names (`string`, `double`, `float`, …) are known
 * too.
 *
 * @throws InvalidInputError for a malformed type, UnsupportedError for one that Arrow for JavaScript lacks
 */
function fromJsonType(json: JsonType): DataType {
  const { type: given, fields = [], length } = json;
  if (typeof given !== "string") throw new InvalidInputError("A data type must have a name in `type`.");
  const name = given.toLowerCase();
  const simple = simpleTypes[name];
  if (simple) return simple();
  switch (name) {
    case "fixed_size_binary":
      return new arrow.FixedSizeBinary(requireLength(name, length));
    case "list":
      return new arrow.List(onlyChild(name, fields));
    case "fixed_size_list":
      return new arrow.FixedSizeList(requireLength(name, length), onlyChild(name, fields));
    case "struct":
      return new arrow.Struct(fields.map(toField));
    default:
      throw new UnsupportedError(`Columns cannot be changed to the data type "${given}".`);
  }
}

const simpleTypes: Readonly<Record<string, () => DataType>> = {
  null: () => new arrow.Null(),
  bool: () => new arrow.Bool(),
  boolean: () => new arrow.Bool(),
  int8: () => new arrow.Int8(),
  int16: () => new arrow.Int16(),
  int32: () => new arrow.Int32(),
  int64: () => new arrow.Int64(),
  uint8: () => new arrow.Uint8(),
  uint16: () => new arrow.Uint16(),
  uint32: () => new arrow.Uint32(),
  uint64: () => new arrow.Uint64(),
  float16: () => new arrow.Float16(),
  halffloat: () => new arrow.Float16(),
  float32: () => new arrow.Float32(),
  float: () => new arrow.Float32(),
  float64: () => new arrow.Float64(),
  double: () => new arrow.Float64(),
  utf8: () => new arrow.Utf8(),
  string: () => new arrow.Utf8(),
  large_utf8: () => new arrow.LargeUtf8(),
  large_string: () => new arrow.LargeUtf8(),
  binary: () => new arrow.Binary(),
  large_binary: () => new arrow.LargeBinary(),
  date32: () => new arrow.DateDay(),
  "date32:day": () => new arrow.DateDay(),
  date64: () => new arrow.DateMillisecond(),
  "date64:ms": () => new arrow.DateMillisecond(),
  timestamp: () => new arrow.TimestampMicrosecond(),
  duration: () => new arrow.DurationMicrosecond(),
};

function toField({ name, nullable, type, metadata }: Schemas["JsonArrowField"]): Field {
  return new arrow.Field(name, fromJsonType(type), nullable, new Map(Object.entries(metadata ?? {})));
}

function onlyChild(name: string, fields: readonly Schemas["JsonArrowField"][]): Field {
  const [child] = fields;
  if (!child) throw new InvalidInputError(`The data type ${name} must have the field that it holds.`);
  return toField(child);
}

function requireLength(name: string, length: unknown): number {
  if (Number.isSafeInteger(length) && Number(length) > 0) return Number(length);
  throw new InvalidInputError(`The data type ${name} must have a length of at least 1.`);
}
