import { DataType, DateUnit, Precision, TimeUnit, Type } from "apache-arrow-21";

/** The name of a type in the form that `--type` accepts. */
export function arrowTypeName(type: DataType): string {
  if (DataType.isInt(type)) return `${type.isSigned ? "" : "u"}int${type.bitWidth}`;
  if (DataType.isFloat(type))
    return { [Precision.HALF]: "float16", [Precision.SINGLE]: "float32", [Precision.DOUBLE]: "float64" }[
      type.precision
    ];
  if (DataType.isDecimal(type)) return `decimal${type.bitWidth}(${type.precision}, ${type.scale})`;
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? "date32" : "date64";
  if (DataType.isTime(type)) return `time${type.bitWidth}:${unitName(type.unit)}`;
  if (DataType.isTimestamp(type))
    return `timestamp:${unitName(type.unit)}${type.timezone ? `:${type.timezone}` : ""}`;
  if (DataType.isDuration(type)) return `duration:${unitName(type.unit)}`;
  if (DataType.isFixedSizeList(type)) return `${itemTypeName(type)}[${type.listSize}]`;
  if (DataType.isList(type)) return `list<${itemTypeName(type)}>`;
  if (DataType.isFixedSizeBinary(type)) return `fixed_size_binary:${type.byteWidth}`;
  if (DataType.isLargeUtf8(type)) return "large_utf8";
  if (DataType.isLargeBinary(type)) return "large_binary";
  return (Type[type.typeId] ?? "unknown").toLowerCase();
}

function itemTypeName(type: DataType): string {
  const [item] = type.children;
  return item ? arrowTypeName(item.type) : "null";
}

function unitName(unit: TimeUnit): string {
  return ["s", "ms", "us", "ns"][unit] ?? "us";
}
