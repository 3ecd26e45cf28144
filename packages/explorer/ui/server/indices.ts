import { paginate } from "@lancetree/core";
import { catalog } from "./catalog.ts";
import type { TableAt } from "./table.ts";

/** An index of a table. */
export interface TableIndex {
  readonly name: string;
  readonly columns: readonly string[];
  readonly type: string;
  readonly status: string;
  readonly indexed: number | undefined;
  readonly unindexed: number | undefined;
  readonly bytes: number | undefined;
  readonly createdAt: number | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

export async function listIndices(
  { id, branch }: TableAt,
  signal: AbortSignal,
): Promise<readonly TableIndex[]> {
  const request = { id, limit: 100, ...(branch && { branch }) };
  const listed = paginate(
    (token) => catalog.listTableIndices({ ...request, page_token: token }, { signal }),
    (page) => page.indexes,
  );
  const found: TableIndex[] = [];
  for await (const index of listed)
    found.push({
      name: index.index_name,
      columns: index.columns,
      type: index.index_type ?? "unknown type",
      status: index.status,
      indexed: index.num_indexed_rows,
      unindexed: index.num_unindexed_rows,
      bytes: index.size_bytes ?? undefined,
      createdAt: index.created_at ? Date.parse(index.created_at) : undefined,
      parameters: flat(index.index_details),
    });
  // A server that lists no counts gives them for each index.
  return await Promise.all(
    found.map(async (index) => (index.indexed === undefined ? await withCounts(id, index, signal) : index)),
  );
}

async function withCounts(id: string[], index: TableIndex, signal: AbortSignal): Promise<TableIndex> {
  try {
    const stats = await catalog.describeTableIndexStats({ id, index_name: index.name }, { signal });
    return {
      ...index,
      type: stats.index_type ?? index.type,
      indexed: stats.num_indexed_rows ?? undefined,
      unindexed: stats.num_unindexed_rows ?? undefined,
      parameters: { ...(stats.distance_type && { metric_type: stats.distance_type }), ...index.parameters },
    };
  } catch {
    signal.throwIfAborted();
    return index;
  }
}

/** What to build. */
export interface NewIndex {
  readonly column: string;
  readonly index_type: string;
  readonly [option: string]: string | number | boolean | undefined;
}

export async function buildIndex(
  id: readonly string[],
  index: NewIndex,
  headers: Record<string, string>,
): Promise<void> {
  const scalar = ["BTREE", "BITMAP", "LABEL_LIST", "FTS"].includes(index.index_type);
  const request = { id: [...id], ...index };
  if (scalar) await catalog.createTableScalarIndex(request, { headers });
  else await catalog.createTableIndex(request, { headers });
}

export async function dropIndex(
  id: readonly string[],
  name: string,
  headers: Record<string, string>,
): Promise<void> {
  await catalog.dropTableIndex({ id: [...id], index_name: name }, { headers });
}

/** The parameters that a person may want to see, of details in JSON. */
function flat(details: string | null | undefined): Record<string, string> {
  if (!details) return {};
  try {
    const parsed: unknown = JSON.parse(details);
    return Object.fromEntries(leaves(parsed, "").filter(([name]) => !name.startsWith("runtime_hints")));
  } catch {
    return {};
  }
}

function leaves(value: unknown, path: string): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [[path, JSON.stringify(value).replaceAll('"', "")]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, path === "" ? name : `${path}.${name}`),
  );
}
