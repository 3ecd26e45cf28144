import type { Table } from "@lancedb/lancedb";
import { openArrow, toLogicalSchema } from "@lancetree/arrow";
import type { CallOptions, DescribeTableRequest, DescribeTableResponse } from "@lancetree/core";
import { toJsonSchema } from "./arrow-json-schema.ts";
import type { TableEngine, TableTarget } from "./engine.ts";
import { toNamespaceError } from "./lancedb-errors.ts";
import { nativeTable } from "./native-table.ts";

/** What only the table itself can tell. */
export type DatasetDescription = Pick<DescribeTableResponse, "version" | "schema" | "metadata">;

/**
 * Opens a table and describes it at a version, tag or branch (the latest by default).
 *
 * Rejects with TableNotFound, TableVersionNotFound, TableTagNotFound or TableBranchNotFound.
 */
export async function describeDataset(
  engine: TableEngine,
  target: TableTarget,
  at: Pick<DescribeTableRequest, "version" | "tag" | "branch">,
  { typeNames = "protocol" }: Pick<CallOptions, "typeNames"> = {},
): Promise<DatasetDescription> {
  const { version: wanted, tag, branch } = at;
  const table = await engine.open(target, {
    ...(wanted !== undefined && wanted !== null && { version: wanted }),
    ...(branch !== undefined && branch !== null && { branch }),
  });
  try {
    if (tag) await table.checkout(tag);
    const version = await table.version();
    if (typeNames === "lance") return { version, ...(await describeInLanceNames(table)) };
    const schema = await table.schema();
    return { version, schema: toJsonSchema(schema), metadata: Object.fromEntries(schema.metadata) };
  } catch (error) {
    throw toNamespaceError(error, {
      table: target.name ?? "",
      location: target.location,
      branch: branch ?? undefined,
      version: wanted ?? undefined,
    });
  } finally {
    table.close();
  }
}

/** Read from the bytes of the schema: Lance has types that Arrow for JavaScript lacks. */
async function describeInLanceNames(table: Table): Promise<Pick<DatasetDescription, "schema" | "metadata">> {
  const reader = await openArrow(await nativeTable(table).schema());
  await reader.close();
  const { schema } = reader;
  return { schema: toLogicalSchema(schema), metadata: Object.fromEntries(schema.metadata) };
}
