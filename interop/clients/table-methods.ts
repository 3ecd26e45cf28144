import { type Connection, Index, type Table } from "@lancedb/lancedb";

export type Path = readonly string[];
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** A search by vector or by text; without either, all rows. */
export interface Search {
  readonly vector?: readonly number[];
  readonly text?: string;
  readonly filter?: string;
  readonly columns?: readonly string[];
  readonly limit?: number;
}

/** The methods of LanceDB's tables. */
export interface TableMethods {
  addRows(path: Path, rows: Rows): Promise<void>;
  readTable(path: Path): Promise<unknown[]>;
  /** The rows in the order of the result, without the columns that a search adds. */
  search(path: Path, search: Search): Promise<unknown[]>;
  countRows(path: Path, filter?: string): Promise<number>;
  /** @param values - an SQL expression for each column */
  updateRows(path: Path, filter: string, values: Readonly<Record<string, string>>): Promise<void>;
  deleteRows(path: Path, filter: string): Promise<void>;
  /** Updates matching rows and inserts the others. */
  mergeRows(path: Path, on: string, rows: Rows): Promise<void>;
  createIndex(path: Path, column: string, kind: "btree" | "fts" | "ivf_flat"): Promise<void>;
  indices(path: Path): Promise<{ name: string; columns: string[] }[]>;
  /** The number of rows that an index covers. */
  indexedRows(path: Path, index: string): Promise<number | undefined>;
  dropIndex(path: Path, index: string): Promise<void>;
  tags(path: Path): Promise<Record<string, number>>;
  createTag(path: Path, tag: string, version: number): Promise<void>;
  deleteTag(path: Path, tag: string): Promise<void>;
  versions(path: Path): Promise<number[]>;
  restore(path: Path, version: number): Promise<void>;
  columns(path: Path): Promise<string[]>;
  addColumn(path: Path, name: string, expression: string): Promise<void>;
  dropColumn(path: Path, name: string): Promise<void>;
}

/** @param kinds - the class `Index` of the connection's copy of LanceDB */
export function tableMethods(connection: () => Connection, kinds: typeof Index): TableMethods {
  const use = async <T>(path: Path, task: (table: Table) => Promise<T>): Promise<T> => {
    const table = await connection().openTable(path.at(-1) ?? "", path.slice(0, -1));
    try {
      return await task(table);
    } finally {
      table.close();
    }
  };
  const change = (path: Path, task: (table: Table) => Promise<unknown>): Promise<void> =>
    use(path, async (table) => {
      await task(table);
    });
  return {
    addRows: (path, rows) => change(path, (table) => table.add([...rows])),
    readTable: (path) =>
      use(path, async (table) => {
        const found = plain(await table.query().toArray()).map((row) => JSON.stringify(row));
        return found.toSorted().map((row) => JSON.parse(row) as unknown);
      }),
    search: (path, search) => use(path, async (table) => plain(await find(table, search))),
    countRows: (path, filter) => use(path, (table) => table.countRows(filter)),
    updateRows: (path, filter, values) =>
      change(path, (table) => table.update({ where: filter, valuesSql: { ...values } })),
    deleteRows: (path, filter) => change(path, (table) => table.delete(filter)),
    mergeRows: (path, on, rows) =>
      change(path, (table) =>
        table
          .mergeInsert(on)
          .whenMatchedUpdateAll()
          .whenNotMatchedInsertAll()
          .execute([...rows]),
      ),
    createIndex: (path, column, kind) =>
      change(path, (table) => {
        const config = {
          btree: () => kinds.btree(),
          fts: () => kinds.fts(),
          ivf_flat: () => kinds.ivfFlat({ numPartitions: 1 }),
        }[kind]();
        return table.createIndex(column, { config });
      }),
    indices: (path) =>
      use(path, async (table) =>
        (await table.listIndices()).map(({ name, columns }) => ({ name, columns: [...columns] })),
      ),
    indexedRows: (path, index) => use(path, async (table) => (await table.indexStats(index))?.numIndexedRows),
    dropIndex: (path, index) => change(path, (table) => table.dropIndex(index)),
    tags: (path) =>
      use(path, async (table) => {
        const tags = await (await table.tags()).list();
        return Object.fromEntries(Object.entries(tags).map(([name, { version }]) => [name, version]));
      }),
    createTag: (path, tag, version) =>
      change(path, async (table) => (await table.tags()).create(tag, version)),
    deleteTag: (path, tag) => change(path, async (table) => (await table.tags()).delete(tag)),
    versions: (path) =>
      use(path, async (table) =>
        (await table.listVersions()).map(({ version }) => version).toSorted((a, b) => a - b),
      ),
    restore: (path, version) =>
      change(path, async (table) => {
        await table.checkout(version);
        await table.restore();
      }),
    columns: (path) => use(path, async (table) => (await table.schema()).fields.map(({ name }) => name)),
    addColumn: (path, name, expression) =>
      change(path, (table) => table.addColumns([{ name, valueSql: expression }])),
    dropColumn: (path, name) => change(path, (table) => table.dropColumns([name])),
  };
}

function find(
  table: Table,
  { vector, text, filter, columns, limit }: Search,
): Promise<Record<string, unknown>[]> {
  const query = table.query();
  if (filter !== undefined) query.where(filter);
  if (columns) query.select([...columns]);
  if (limit !== undefined) query.limit(limit);
  if (text !== undefined) query.fullTextSearch(text);
  return (vector ? query.nearestTo([...vector]) : query).toArray() as Promise<Record<string, unknown>[]>;
}

/** Rows as objects that can be compared and sent. */
function plain(rows: readonly Record<string, unknown>[]): unknown[] {
  return rows.map((row) => {
    const own = Object.entries(row).filter(([name]) => name !== "_distance" && name !== "_score");
    const text = JSON.stringify(Object.fromEntries(own), (_key, value: unknown) =>
      typeof value === "bigint" ? Number(value) : value,
    );
    return JSON.parse(text) as unknown;
  });
}
