import { catalog } from "./catalog.ts";

/** A table, at one of its versions or on one of its branches. */
export interface TableAt {
  readonly id: string[];
  readonly version?: number;
  readonly branch?: string;
}

/** What the catalog says about a table. */
export interface TableDetails {
  readonly version: number | undefined;
  readonly location: string | undefined;
  readonly properties: Readonly<Record<string, string>> | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly isOnlyDeclared: boolean;
}

export async function describe(table: TableAt, signal: AbortSignal): Promise<TableDetails> {
  const found = await catalog.describeTable({ ...table, load_detailed_metadata: true }, { signal });
  return {
    version: found.version,
    location: found.table_uri ?? found.location,
    properties: found.properties ?? undefined,
    metadata: found.metadata ?? found.schema?.metadata ?? {},
    isOnlyDeclared: found.is_only_declared === true,
  };
}

/** The size of a table's latest version. */
export interface TableStats {
  readonly bytes: number;
  readonly rows: number;
  readonly indices: number;
  readonly fragments: number;
  readonly smallFragments: number;
}

export async function readStats(id: readonly string[], signal: AbortSignal): Promise<TableStats> {
  const stats = await catalog.getTableStats({ id: [...id] }, { signal });
  return {
    bytes: stats.total_bytes,
    rows: stats.num_rows,
    indices: stats.num_indices,
    fragments: stats.fragment_stats.num_fragments,
    smallFragments: stats.fragment_stats.num_small_fragments,
  };
}

/** How many rows there are, or match a condition. */
export async function countRows(table: TableAt, predicate: string, signal: AbortSignal): Promise<number> {
  const { count } = await catalog.countTableRows(
    { ...table, ...(predicate === "" ? {} : { predicate }) },
    { signal },
  );
  return Number(count);
}
