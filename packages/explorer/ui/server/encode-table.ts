import type { ArrowField, ArrowType } from "@lancetree/arrow";
import { encodeBatches } from "./arrow-data.ts";

/** A column of rows that the page made. */
export interface EncodedColumn {
  readonly name: string;
  /** `string`, `int64`, `float64`, `bool`, `timestamp` or `vector[N]`. */
  readonly type: string;
  /** Of the type, or null. */
  readonly values: readonly unknown[];
}

/** Encodes columns as an Arrow stream. */
export async function encodeTable(columns: readonly EncodedColumn[], length: number): Promise<Uint8Array> {
  const fields = columns.map(({ name, type }) => fieldOf(name, type));
  return await encodeBatches(fields, [{ length, columns: columns.map(({ values }) => values) }]);
}

const types: Readonly<Record<string, ArrowType>> = {
  string: { kind: "utf8" },
  int64: { kind: "int", bits: 64, signed: true },
  float64: { kind: "float", bits: 64 },
  bool: { kind: "bool" },
  timestamp: { kind: "timestamp", unit: "us", zone: "UTC" },
};

function fieldOf(name: string, typeName: string): ArrowField {
  const type = types[typeName];
  if (type) return newField(name, type);
  const length = Number(/\d+/.exec(typeName)?.[0] ?? 1);
  return newField(name, { kind: "fixed_size_list", length }, [newField("item", { kind: "float", bits: 32 })]);
}

function newField(name: string, type: ArrowType, children: readonly ArrowField[] = []): ArrowField {
  return { name, type, children, nullable: true, metadata: new Map() };
}
