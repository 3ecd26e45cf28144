import type { IndexConfig, Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type CreateTableIndexRequest,
  type CreateTableIndexResponse,
  compareBytes,
  type DescribeTableIndexStatsRequest,
  type DescribeTableIndexStatsResponse,
  type DropTableIndexRequest,
  type DropTableIndexResponse,
  InvalidInputError,
  isError,
  type ListTableIndicesRequest,
  type ListTableIndicesResponse,
  pageOf,
  TableIndexNotFoundError,
  validatePageRequest,
} from "@lancetree/core";
import { arrow } from "../arrow/apache-arrow.ts";
import { firstSentence } from "../errors/error-message.ts";
import { type IndexKind, readIndexKind } from "./index-kinds.ts";
import { requireValidName } from "./name-rule.ts";
import { type DataContext, onChangedTable, onTable, onWrittenTable } from "./table-access.ts";

/**
 * Builds an index of any kind. Replaces an index of that name if the request has `replace`. Resolves when the index
 * is built.
 *
 * Rejects with InvalidInput and LanceDB's message if no index can be built from the rows with these parameters.
 */
export async function createTableIndex(
  context: DataContext,
  request: CreateTableIndexRequest,
  options?: CallOptions,
): Promise<CreateTableIndexResponse> {
  return build(context, request, readIndexKind(request), options);
}

/** As `createTableIndex`, without the kinds for vectors. */
export async function createTableScalarIndex(
  context: DataContext,
  request: CreateTableIndexRequest,
  options?: CallOptions,
): Promise<CreateTableIndexResponse> {
  const kind = readIndexKind(request);
  if (kind.isVector) throw new InvalidInputError(`An index of type ${kind.name} is not a scalar index.`);
  return build(context, request, kind, options);
}

async function build(
  context: DataContext,
  request: CreateTableIndexRequest,
  kind: IndexKind,
  options?: CallOptions,
): Promise<CreateTableIndexResponse> {
  const { id, branch, column } = request;
  const name = request.name ?? undefined;
  if (name !== undefined) requireValidName("an index", name);
  if (typeof column !== "string" || column === "") throw new InvalidInputError("The request needs a column.");
  const config = kind.create(request);
  return onChangedTable(context, { id, branch }, options, async (table) => {
    if (request.distance_type?.toLowerCase() === "hamming") await requireBytes(table, column);
    try {
      await table.createIndex(column, {
        config,
        replace: request.replace ?? false,
        ...(name !== undefined && { name }),
      });
    } catch (error) {
      throw isAboutRows(error)
        ? new InvalidInputError(firstSentence(error.message), { cause: error })
        : error;
    }
    return {};
  });
}

/** LanceDB panics if it compares vectors of other numbers by their bits. */
async function requireBytes(table: Table, column: string): Promise<void> {
  const field = (await table.schema()).fields.find(({ name }) => name === column);
  const item: unknown = field?.type.children?.[0]?.type;
  if (!field || (arrow.DataType.isInt(item) && item.bitWidth === 8)) return;
  throw new InvalidInputError(
    `The distance type hamming needs vectors of uint8, but "${column}" is ${field.type}.`,
  );
}

/** Too few rows, or parameters that do not fit them or the column. */
function isAboutRows(error: unknown): error is Error {
  return (
    isError(error) &&
    /^(lance error: )?(Unprocessable|LanceError\(Index\): (?!Index name)|Invalid user input)|could only form \d+ non-empty clusters/.test(
      error.message,
    )
  );
}

/** Lists indices by name. */
export async function listTableIndices(
  context: DataContext,
  request: ListTableIndicesRequest,
  options?: CallOptions,
): Promise<ListTableIndicesResponse> {
  validatePageRequest(request);
  return onWrittenTable(context, request, options, { indexes: [] }, async (table) => {
    const byName = new Map((await table.listIndices()).map((index) => [index.name, index]));
    const { names, ...page } = pageOf([...byName.keys()].toSorted(compareBytes), request);
    const indexes = names.flatMap((name) => {
      const index = byName.get(name);
      return index ? [toContent(index)] : [];
    });
    return { indexes, ...page };
  });
}

/** Returns how many rows one index covers. */
export async function describeTableIndexStats(
  context: DataContext,
  request: DescribeTableIndexStatsRequest,
  options?: CallOptions,
): Promise<DescribeTableIndexStatsResponse> {
  const name = requireName(request.index_name);
  return onTable(context, request, options, async (table) => {
    const stats = await table.indexStats(name);
    if (!stats)
      throw new TableIndexNotFoundError(`Index not found: table '${table.name}' has no index '${name}'.`);
    return {
      index_type: stats.indexType,
      num_indexed_rows: stats.numIndexedRows,
      num_unindexed_rows: stats.numUnindexedRows,
      ...(stats.distanceType !== undefined && { distance_type: stats.distanceType }),
      ...(stats.numIndices !== undefined && { num_indices: stats.numIndices }),
    };
  });
}

/** Drops an index; the next clean-up of the table removes its files. */
export async function dropTableIndex(
  context: DataContext,
  request: DropTableIndexRequest,
  options?: CallOptions,
): Promise<DropTableIndexResponse> {
  const { id, branch } = request;
  const name = requireName(request.index_name);
  return onChangedTable(context, { id, branch }, options, async (table) => {
    await table.dropIndex(name);
    return {};
  });
}

function requireName(name: unknown): string {
  if (typeof name === "string" && name !== "") return name;
  throw new InvalidInputError("The request needs an index_name.");
}

function toContent(index: IndexConfig): ListTableIndicesResponse["indexes"][number] {
  return {
    index_name: index.name,
    index_uuid: index.indexUuid ?? "",
    columns: index.columns,
    status: "done",
    index_type: specName(index.indexType),
    ...(index.typeUrl !== undefined && { type_url: index.typeUrl }),
    ...(index.numIndexedRows !== undefined && { num_indexed_rows: index.numIndexedRows }),
    ...(index.numUnindexedRows !== undefined && { num_unindexed_rows: index.numUnindexedRows }),
    ...(index.sizeBytes !== undefined && { size_bytes: index.sizeBytes }),
    ...(index.numSegments !== undefined && { num_segments: index.numSegments }),
    ...(index.createdAt !== undefined && { created_at: index.createdAt.toISOString() }),
    ...(index.indexVersion !== undefined && { index_version: index.indexVersion }),
    ...(index.indexDetails !== undefined && { index_details: JSON.stringify(index.indexDetails) }),
  };
}

/** LanceDB lists the types `IVF_PQ` and `BTREE` as `IvfPq` and `BTree`. */
function specName(type: string): string {
  const known = ["IVF_FLAT", "IVF_SQ", "IVF_PQ", "IVF_RQ", "IVF_HNSW_PQ", "IVF_HNSW_SQ", "IVF_HNSW_FLAT"];
  const all = [...known, "BTREE", "BITMAP", "LABEL_LIST", "FM", "FTS"];
  return all.find((name) => name.replaceAll("_", "") === type.toUpperCase().replaceAll("_", "")) ?? type;
}
