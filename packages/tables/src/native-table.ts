import type { Table } from "@lancedb/lancedb";
import { InternalError } from "@lancetree/core";

/** A change of a column as LanceDB's own code takes it. */
export interface NativeAlteration {
  readonly path: string;
  readonly rename?: string;
  readonly nullable?: boolean;
  /** A type in Lance's names, as JSON. */
  readonly dataType?: string;
}

/** The part of LanceDB that takes and gives Arrow IPC as bytes, and types as JSON, beneath its classes. */
export interface NativeTable {
  /** The schema, as an Arrow IPC file without rows. */
  schema(): Promise<Uint8Array>;
  /** Adds columns that are null in every row. */
  addColumnsWithSchema(file: Buffer): Promise<{ version: number }>;
  alterColumns(alterations: readonly NativeAlteration[]): Promise<{ version: number }>;
}

/**
 * Reaches beneath LanceDB's class of tables, which reads every schema with Arrow for JavaScript and so knows fewer types than
 * Lance has.
 *
 * @throws InternalError where this version of LanceDB is built otherwise
 */
export function nativeTable(table: Table): NativeTable {
  const inner: unknown = Reflect.get(table, "inner");
  if (isNative(inner)) return inner;
  throw new InternalError("This version of LanceDB has no native table where it was expected.");
}

function isNative(inner: unknown): inner is NativeTable {
  const has = (name: keyof NativeTable): boolean =>
    typeof inner === "object" && inner !== null && typeof Reflect.get(inner, name) === "function";
  return has("schema") && has("addColumnsWithSchema") && has("alterColumns");
}
