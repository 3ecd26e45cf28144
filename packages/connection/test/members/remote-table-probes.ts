import { deepStrictEqual, ok } from "node:assert/strict";
import type { Connection } from "@lancedb/lancedb";
import type { RemoteTable, RestNamespace } from "@lancetree/rest-client";
import { readTable } from "@lancetree/rest-client/arrow";

/** A catalog with a table of three rows, `t`. */
export interface RemoteSubject {
  /** Our connection to the same catalog. */
  readonly db: Connection;
  readonly catalog: RestNamespace;
  readonly table: RemoteTable;
}

/** The equivalent of a member of LanceDB's `Table` in a remote table, and a use of it; or the reason why there is none. */
export type RemoteProbe =
  | { readonly as: string; readonly use: (subject: RemoteSubject) => Promise<void> }
  | { readonly none: string };

const noOperation = { none: "The protocol has no operation for it." };
const noHandle = { none: "A remote table has no handle that is opened or closed." };
const lsm = { none: "The protocol has no operations on LSM trees." };

async function ids(stream: ReturnType<ReturnType<RemoteTable["query"]>["run"]>): Promise<number[]> {
  const table = await readTable(await stream);
  return [...(table.getChild("id") ?? [])].map(Number).toSorted();
}

/** One more row, with 4 as its id, as Arrow. */
async function more({ table }: RemoteSubject): Promise<AsyncIterable<Uint8Array>> {
  const copied = table.query().where("id = 1").select({ id: "id + 3", vector: "vector", text: "text" });
  return (await copied.run()).data;
}

const detailed = { load_detailed_metadata: true };

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function index({ table }: RemoteSubject): Promise<void> {
  await table.createIndex("id", "BTREE", { name: "i" });
}

/** One for each member of LanceDB's `Table`. */
export const remoteTableProbes: Readonly<Record<string, RemoteProbe>> = {
  name: { as: "path", use: async ({ table }) => deepStrictEqual(table.path, ["t"]) },
  isOpen: noHandle,
  close: noHandle,
  display: noHandle,
  schema: {
    as: "describe({ load_detailed_metadata: true })",
    use: async ({ table }) => {
      const { schema } = await table.describe(detailed);
      deepStrictEqual(
        schema?.fields.map(({ name }) => name),
        ["id", "vector", "text"],
      );
    },
  },
  add: {
    as: "add(stream)",
    use: async (subject) => {
      await subject.table.add(await more(subject));
      deepStrictEqual(await subject.table.countRows(), 4n);
    },
  },
  update: {
    as: "update(values, predicate)",
    use: async ({ table }) => deepStrictEqual((await table.update({ id: "9" }, "id = 1")).updated_rows, 1),
  },
  countRows: {
    as: "countRows(predicate)",
    use: async ({ table }) => deepStrictEqual(await table.countRows("id > 1"), 2n),
  },
  delete: {
    as: "delete(predicate)",
    use: async ({ table }) => deepStrictEqual((await table.delete("id = 1")).num_deleted_rows, 1),
  },
  createIndex: { as: "createIndex(column, type, fields)", use: index },
  createIndexAsync: { none: "`createIndex` resolves when the index is built." },
  dropIndex: {
    as: "dropIndex(name)",
    use: async (subject) => {
      await index(subject);
      await subject.table.dropIndex("i");
      deepStrictEqual(await all(subject.table.indices()), []);
    },
  },
  prewarmIndex: noOperation,
  prewarmData: noOperation,
  waitForIndex: { none: "`createIndex` resolves when the index is built." },
  takeOffsets: noOperation,
  takeRowIds: {
    as: 'query().where("_rowid in (…)")',
    use: async ({ table }) => deepStrictEqual(await ids(table.query().where("_rowid in (0)").run()), [1]),
  },
  blobColumns: noOperation,
  query: {
    as: "query()",
    use: async ({ table }) => deepStrictEqual(await ids(table.query().where("id > 1").run()), [2, 3]),
  },
  search: {
    as: "search(text)",
    use: async ({ table }) => {
      await table.createIndex("text", "FTS");
      deepStrictEqual(await ids(table.search("puppy").run()), [1, 3]);
    },
  },
  vectorSearch: {
    as: "search(vector)",
    use: async ({ table }) => deepStrictEqual(await ids(table.search([0, 1]).limit(1).run()), [1]),
  },
  addColumns: {
    as: "addColumns(columns)",
    use: async ({ table }) => {
      await table.addColumns([{ name: "twice", expression: "id * 2" }]);
      deepStrictEqual(await table.countRows("twice = 6"), 1n);
    },
  },
  refreshMaterializedView: {
    as: "refreshMaterializedView()",
    use: async ({ db, catalog }) => {
      await db.createMaterializedView("v", "t");
      ok((await catalog.table(["v"]).refreshMaterializedView()).job_id);
    },
  },
  alterColumns: {
    as: "alterColumns(alterations)",
    use: async ({ table }) => {
      await table.alterColumns([{ path: "text", rename: "words" }]);
      deepStrictEqual(await table.countRows("words is not null"), 3n);
    },
  },
  updateFieldMetadata: {
    as: "updateFieldMetadata(updates)",
    use: async ({ table }) => {
      await table.updateFieldMetadata([{ path: "text", metadata: { unit: "words" } }]);
      const { schema } = await table.describe(detailed);
      deepStrictEqual(schema?.fields.find(({ name }) => name === "text")?.metadata?.["unit"], "words");
    },
  },
  dropColumns: {
    as: "dropColumns(names)",
    use: async ({ table }) => {
      await table.dropColumns(["text"]);
      deepStrictEqual((await table.describe(detailed)).schema?.fields.length, 2);
    },
  },
  refreshColumn: {
    none: "The protocol's operation is `alterTableBackfillColumns`, which Lancetree's servers do not support.",
  },
  refreshColumnAsync: {
    none: "The protocol's operation is `alterTableBackfillColumns`, which Lancetree's servers do not support.",
  },
  getEmbeddingFunctions: { none: "A remote table does not compute embeddings." },
  fetchBlobs: noOperation,
  fetchBlobFiles: noOperation,
  setUnenforcedPrimaryKey: noOperation,
  setLsmWriteSpec: lsm,
  unsetLsmWriteSpec: lsm,
  closeLsmWriters: lsm,
  flushLsm: lsm,
  compactLsm: lsm,
  checkpointLsm: lsm,
  getLsmStats: lsm,
  usesV2ManifestPaths: noOperation,
  migrateManifestPathsV2: noOperation,
  getLsmWriteSpec: lsm,
  version: {
    as: "describe({ load_detailed_metadata: true })",
    use: async ({ table }) => deepStrictEqual((await table.describe(detailed)).version, 1),
  },
  checkout: {
    as: "query().with({ version })",
    use: async ({ table }) => {
      await table.delete("id = 1");
      deepStrictEqual(await ids(table.query().with({ version: 1 }).run()), [1, 2, 3]);
    },
  },
  checkoutLatest: { none: "Every call uses the latest version unless it names another one." },
  listVersions: {
    as: "versions()",
    use: async ({ table }) => deepStrictEqual((await all(table.versions())).length, 1),
  },
  restore: {
    as: "restore(version)",
    use: async ({ table }) => {
      await table.delete("id = 1");
      await table.restore(1);
      deepStrictEqual(await table.countRows(), 3n);
    },
  },
  tags: {
    as: "tags(), createTag(), …",
    use: async ({ table }) => {
      await table.createTag("v1", 1);
      deepStrictEqual(await table.tagVersion("v1"), 1);
    },
  },
  branches: {
    as: "branches(), createBranch(), …",
    use: async (subject) => {
      const { table } = subject;
      await table.createBranch("b");
      await table.onBranch("b").add(await more(subject));
      deepStrictEqual([await table.onBranch("b").countRows(), await table.countRows()], [4n, 3n]);
    },
  },
  currentBranch: { as: "branch", use: async ({ table }) => deepStrictEqual(table.onBranch("b").branch, "b") },
  optimize: noOperation,
  listIndices: {
    as: "indices()",
    use: async ({ table }) => deepStrictEqual(await all(table.indices()), []),
  },
  tokenize: noOperation,
  toArrow: {
    as: "query().run()",
    use: async ({ table }) => deepStrictEqual(await ids(table.query().run()), [1, 2, 3]),
  },
  indexStats: {
    as: "indexStats(name)",
    use: async (subject) => {
      await index(subject);
      deepStrictEqual((await subject.table.indexStats("i")).num_indexed_rows, 3);
    },
  },
  stats: {
    as: "stats()",
    use: async ({ table }) => deepStrictEqual((await table.stats()).num_rows, 3),
  },
  initialStorageOptions: { none: "A remote table does not read the storage." },
  latestStorageOptions: { none: "A remote table does not read the storage." },
  mergeInsert: {
    as: "mergeInsert(on, stream, merge)",
    use: async (subject) => {
      const rows = await more(subject);
      const { num_inserted_rows: inserted } = await subject.table.mergeInsert(["id"], rows, {
        when_not_matched_insert_all: true,
      });
      deepStrictEqual(inserted, 1);
    },
  },
};
