import type { DescribeTableRequest, DescribeTableResponse } from "@lancetree/core";
import { toJsonSchema } from "./arrow-json-schema.ts";
import type { TableEngine, TableTarget } from "./engine.ts";
import { toNamespaceError } from "./lancedb-errors.ts";

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
): Promise<DatasetDescription> {
  const { version, tag, branch } = at;
  const table = await engine.open(target, {
    ...(version !== undefined && version !== null && { version }),
    ...(branch !== undefined && branch !== null && { branch }),
  });
  try {
    if (tag) await table.checkout(tag);
    const [number, schema] = await Promise.all([table.version(), table.schema()]);
    return {
      version: number,
      schema: toJsonSchema(schema),
      metadata: Object.fromEntries(schema.metadata),
    };
  } catch (error) {
    throw toNamespaceError(error, {
      table: target.name ?? "",
      location: target.location,
      branch: branch ?? undefined,
      version: version ?? undefined,
    });
  } finally {
    table.close();
  }
}
