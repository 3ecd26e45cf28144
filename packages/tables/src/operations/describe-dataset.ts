import { toJsonSchema, toLogicalSchema } from "@lancetree/arrow";
import {
  type CallOptions,
  checkReferenceName,
  type DescribeTableRequest,
  type DescribeTableResponse,
} from "@lancetree/core";
import { schemaOf } from "../arrow/table-schema.ts";
import type { TableEngine } from "../engine/table-engine.ts";
import type { TableTarget } from "../engine/table-target.ts";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { namingColumn } from "../lance-files/unreadable-columns.ts";

/** The part of a description that is read from the table itself. */
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
  const { version: requestedVersion, tag, branch } = at;
  if (branch) checkReferenceName("branch", branch);
  if (tag) checkReferenceName("tag", tag);
  const table = await engine.open(target, {
    ...(requestedVersion !== undefined && requestedVersion !== null && { version: requestedVersion }),
    ...(branch !== undefined && branch !== null && { branch }),
  });
  try {
    if (tag) await table.checkout(tag);
    const [version, schema] = await Promise.all([table.version(), schemaOf(table)]);
    return {
      version,
      schema: typeNames === "lance" ? toLogicalSchema(schema) : toJsonSchema(schema),
      metadata: Object.fromEntries(schema.metadata),
    };
  } catch (error) {
    const failure = toNamespaceError(error, {
      table: target.name ?? "",
      location: target.location,
      branch: branch ?? undefined,
      version: requestedVersion ?? undefined,
    });
    throw await namingColumn(failure, table, target, branch);
  } finally {
    table.close();
  }
}
