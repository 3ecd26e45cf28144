import type { ArrowField } from "@lancetree/arrow";
import type { DataType, Field, Precision, TimeUnit } from "apache-arrow";

/** The library for Arrow. It is large, and loaded only where it is needed. */
export type ArrowLibrary = typeof import("apache-arrow");

/** A field as the library has it. */
export function libraryField(arrow: ArrowLibrary, field: ArrowField): Field {
  return new arrow.Field(field.name, libraryType(arrow, field), field.nullable, new Map(field.metadata));
}

/** The type of a field as the library has it. @throws Error for a type that the page does not write */
export function libraryType(arrow: ArrowLibrary, { type, children }: ArrowField): DataType {
  const parts = (): Field[] => children.map((child) => libraryField(arrow, child));
  switch (type.kind) {
    case "null":
      return new arrow.Null();
    case "bool":
      return new arrow.Bool();
    case "int":
      return new arrow.Int(type.signed, type.bits as 8 | 16 | 32 | 64);
    case "float":
      return new arrow.Float(precisionOf(arrow, type.bits));
    case "utf8":
      return new arrow.Utf8();
    case "binary":
      return new arrow.Binary();
    case "fixed_size_binary":
      return new arrow.FixedSizeBinary(type.width);
    case "decimal":
      return new arrow.Decimal(type.scale, type.precision, type.bits);
    case "date":
      return type.unit === "day" ? new arrow.DateDay() : new arrow.DateMillisecond();
    case "time":
      return new arrow.Time(unitOf(arrow, type.unit), type.bits as 32 | 64);
    case "timestamp":
      return new arrow.Timestamp(unitOf(arrow, type.unit), type.zone ?? null);
    case "duration":
      return new arrow.Duration(unitOf(arrow, type.unit));
    case "struct":
      return new arrow.Struct(parts());
    case "list":
      return new arrow.List(itemOf(parts()));
    case "fixed_size_list":
      return new arrow.FixedSizeList(type.length, itemOf(parts()));
    case "map":
      // oxlint-disable-next-line no-underscore-dangle -- the library's name
      return new arrow.Map_(itemOf(parts()), type.keysSorted);
    default:
      throw new Error(`The page cannot write values of the type ${type.kind}.`);
  }
}

function itemOf<Item>([item]: readonly Item[]): Item {
  if (!item) throw new Error("A list lacks the type of its values.");
  return item;
}

function precisionOf({ Precision }: ArrowLibrary, bits: number): Precision {
  return bits === 16 ? Precision.HALF : bits === 32 ? Precision.SINGLE : Precision.DOUBLE;
}

function unitOf({ TimeUnit }: ArrowLibrary, unit: "s" | "ms" | "us" | "ns"): TimeUnit {
  return { s: TimeUnit.SECOND, ms: TimeUnit.MILLISECOND, us: TimeUnit.MICROSECOND, ns: TimeUnit.NANOSECOND }[
    unit
  ];
}
