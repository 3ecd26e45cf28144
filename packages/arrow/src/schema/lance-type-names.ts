/**
 * Converts the namespace protocol's name of a type to Lance's. The protocol's names do not contain units and time
 * zones; its readers assume milliseconds in 32 bits, microseconds in 64, and no zone. Undefined for types that contain
 * other types, and for names that both share.
 */
export function lanceTypeName(protocolName: string): string | undefined {
  return Object.hasOwn(names, protocolName) ? names[protocolName] : undefined;
}

const names: Readonly<Record<string, string>> = {
  boolean: "bool",
  float16: "halffloat",
  float32: "float",
  float64: "double",
  utf8: "string",
  large_utf8: "large_string",
  date32: "date32:day",
  date64: "date64:ms",
  time32: "time32:ms",
  time64: "time64:us",
  timestamp: "timestamp:us:-",
  duration: "duration:us",
};

/** The width of a decimal that the protocol names; undefined for another type. */
export function decimalBits(protocolName: string): number | undefined {
  const bits = /^decimal(32|64|128|256)$/.exec(protocolName)?.[1];
  return bits === undefined ? undefined : Number(bits);
}

/**
 * Returns Lance's name of a decimal. Lance has two widths.
 *
 * @param length - both numbers of the type as the protocol packs them: precision * 1000 + scale, and the scale may be negative
 */
export function lanceDecimalName(bits: number, length: number): string {
  const precision = Math.floor((length + 128) / 1000);
  return `decimal:${bits === 256 ? 256 : 128}:${precision}:${length - precision * 1000}`;
}
