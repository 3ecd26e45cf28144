import type { Table } from "@lancedb/lancedb";
import { type NamespaceError, UnsupportedError } from "@lancetree/core";
import type { TableTarget } from "../engine/table-target.ts";
import { isPanic } from "../errors/lancedb-errors.ts";
import type { LanceField } from "./lance-manifest.ts";
import { manifestOf } from "./table-features.ts";

/**
 * Names the column on which LanceDB failed without giving a reason: a newer Lance has types that this version cannot
 * read. Returns any other error unchanged, and any error about a table that is not on a local disk.
 */
export async function namingColumn(
  error: NamespaceError,
  table: Table,
  target: TableTarget,
  branch?: string | null,
): Promise<NamespaceError> {
  if (!isPanic(error.cause)) return error;
  const fields = await fieldsOf(table, target, branch);
  const unreadable = fields.find(({ logicalType }) => zoneWithColon.test(logicalType));
  if (!unreadable) return error;
  return new UnsupportedError(
    `Table '${table.name}': this version of LanceDB cannot read column "${pathOf(unreadable, fields)}" of type ${unreadable.logicalType}; a newer Lance wrote it. The table is not damaged.`,
    { cause: error },
  );
}

/** Empty if the version file cannot be read either. */
async function fieldsOf(
  table: Table,
  target: TableTarget,
  branch: string | null | undefined,
): Promise<readonly LanceField[]> {
  try {
    return (await manifestOf(table, target, branch))?.fields ?? [];
  } catch {
    return [];
  }
}

/** This version of Lance reads the part of an offset after the colon as a part of the type. */
const zoneWithColon = /(^|:)timestamp:(s|ms|us|ns):[^:]*:/;

function pathOf(field: LanceField, fields: readonly LanceField[]): string {
  const parent = fields.find(({ id }) => id === field.parent && id !== field.id);
  return parent ? `${pathOf(parent, fields)}.${field.name}` : field.name;
}
