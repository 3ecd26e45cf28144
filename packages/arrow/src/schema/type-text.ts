import type { ArrowField } from "./types.ts";

/**
 * Formats a field's type for messages, in pyarrow's notation if pyarrow has one: `list<item: int32>`, `timestamp[us,
 * tz=UTC]`.
 */
export function typeText(field: ArrowField): string {
  const { dictionary } = field;
  if (dictionary) {
    const index = `${dictionary.index.signed ? "" : "u"}int${dictionary.index.bits}`;
    return `dictionary<values=${valueText(field)}, indices=${index}, ordered=${dictionary.ordered ? 1 : 0}>`;
  }
  return valueText(field);
}

function valueText({ type, children }: ArrowField): string {
  const inner = children.map((child) => `${child.name}: ${typeText(child)}`).join(", ");
  switch (type.kind) {
    case "int":
      return `${type.signed ? "" : "u"}int${type.bits}`;
    case "float":
      return `float${type.bits}`;
    case "utf8":
      return "string";
    case "large_utf8":
      return "large_string";
    case "utf8_view":
      return "string_view";
    case "fixed_size_binary":
      return `fixed_size_binary[${type.width}]`;
    case "decimal":
      return `decimal${type.bits}(${type.precision}, ${type.scale})`;
    case "date":
      return type.unit === "day" ? "date32[day]" : "date64[ms]";
    case "time":
      return `time${type.bits}[${type.unit}]`;
    case "timestamp":
      return `timestamp[${type.unit}${type.zone === undefined ? "" : `, tz=${type.zone}`}]`;
    case "duration":
      return `duration[${type.unit}]`;
    case "interval":
      return `${type.unit}_interval`;
    case "fixed_size_list":
      return `fixed_size_list<${inner}>[${type.length}]`;
    case "map":
      return `map<${inner}>${type.keysSorted ? " with sorted keys" : ""}`;
    case "union":
      return `${type.mode}_union<${inner}>`;
    default:
      return children.length > 0 || type.kind === "struct" ? `${type.kind}<${inner}>` : type.kind;
  }
}
