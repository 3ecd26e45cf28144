import { join } from "node:path";
import { arrow } from "../../src/arrow/apache-arrow.ts";
import { lancedb } from "../../src/engine/lancedb.ts";
import { createFromFile, nativeTable } from "../../src/engine/native.ts";
import { replaceText, setReaderFlags, setWriterFlags } from "../newer-lance.ts";
import { type LancedbFailure, rows, schema, selecting } from "./surroundings.ts";

const { Field, Int32, Schema } = arrow;
const unknownFlag = 1n << 40n;

function adding(file: (whole: Buffer) => Uint8Array): LancedbFailure[2] {
  return async ({ table }) => nativeTable(await table()).add(Buffer.from(file(arrowFile())), "append");
}

/** A file with two rows of the table's columns. */
function arrowFile(fields = schema): Buffer {
  const data = rows.slice(0, 2).map((row) => ({ ...row, text: `${row.text}, a long one` }));
  return Buffer.from(arrow.tableToIPC(lancedb.makeArrowTable(data, { schema: fields }), "file"));
}

function emptyTable(type: InstanceType<typeof arrow.DataType>): LancedbFailure[2] {
  return async ({ db }) =>
    db.createEmptyTable("typed", new Schema([new Field("a", type, true)]), { mode: "overwrite" });
}

/** Features, Arrow data and types that LanceDB does not support. */
export const typeFailures: readonly LancedbFailure[] = [
  [
    "a table that a newer Lance alone may write",
    0,
    async ({ db, table, folderOf }) => {
      const newer = await table();
      await setWriterFlags(folderOf(newer), unknownFlag);
      return (await db.openTable(newer.name)).add(rows);
    },
  ],
  [
    "a table that a newer Lance alone may read",
    0,
    async ({ db, table, folderOf }) => {
      const newer = await table();
      await setReaderFlags(folderOf(newer), unknownFlag);
      return db.openTable(newer.name);
    },
  ],
  [
    "NaN in a vector",
    13,
    async ({ db }) => {
      const vectors = await db.createTable("vectors", [{ vector: [1, 2] }], { mode: "overwrite" });
      return vectors.add([{ vector: [Number.NaN, 1] }]);
    },
  ],
  ["bytes that are not Arrow data", 13, adding(() => Buffer.from("not Arrow data at all"))],
  [
    "Arrow data with wrong offsets",
    13,
    adding((file) => {
      const offsets = file.indexOf(Buffer.from([0, 0, 0, 0, 19, 0, 0, 0, 38, 0, 0, 0]));
      file.writeInt32LE(99, offsets + 4);
      return file;
    }),
  ],
  [
    "a merge of bytes that are not Arrow data",
    13,
    async ({ table }) =>
      nativeTable(await table())
        .mergeInsert(["id"])
        .whenMatchedUpdateAll()
        .execute(Buffer.from("not Arrow data")),
  ],
  [
    "a blob of the first kind",
    0,
    async ({ db }) => {
      const blob = new Field("b", new arrow.LargeBinary(), true, new Map([["lance-encoding:blob", "true"]]));
      const blobs = await db.createEmptyTable("blobs", new Schema([blob]), { mode: "overwrite" });
      return blobs.add([{ b: Buffer.from("a") }]);
    },
  ],
  ["an aggregate", 0, selecting("sum(id)")],
  ["a column of intervals", 0, emptyTable(new arrow.IntervalYearMonth())],
  [
    "an empty struct that is null",
    0,
    async ({ db }) => {
      const fields = new Schema([new Field("s", new arrow.Struct([]), true)]);
      const column = arrow.makeData({
        type: new arrow.Struct([]),
        length: 2,
        nullCount: 1,
        nullBitmap: new Uint8Array([1]),
        children: [],
      });
      const data = arrow.makeData({
        type: new arrow.Struct(fields.fields),
        length: 2,
        nullCount: 0,
        children: [column],
      });
      return db.createTable("structs", new arrow.Table(fields, [new arrow.RecordBatch(fields, data)]), {
        mode: "overwrite",
      });
    },
  ],
  [
    "rows that would have to become a dictionary of booleans",
    0,
    async ({ db }) => {
      const column = arrow.vectorFromArray(
        [true, false],
        new arrow.Dictionary(new arrow.Bool(), new Int32()),
      );
      const nativeOptions = { name: "dictionary", namespacePath: [], mode: "overwrite", storageOptions: {} };
      const made = await createFromFile(
        db,
        arrow.tableToIPC(new arrow.Table({ a: column }), "file"),
        nativeOptions,
      );
      const plain = new arrow.Table({ a: arrow.vectorFromArray([true, false], new arrow.Bool()) });
      return nativeTable(made).add(Buffer.from(arrow.tableToIPC(plain, "file")), "append");
    },
  ],
  [
    "rows with an empty struct for another one",
    0,
    async ({ db }) => {
      const made = await db.createTable("inner", [{ s: { a: 1 } }], { mode: "overwrite" });
      const fields = new Schema([new Field("s", new arrow.Struct([]), true)]);
      const column = arrow.makeData({ type: new arrow.Struct([]), length: 2, nullCount: 0, children: [] });
      const data = arrow.makeData({
        type: new arrow.Struct(fields.fields),
        length: 2,
        nullCount: 0,
        children: [column],
      });
      const file = arrow.tableToIPC(new arrow.Table(fields, [new arrow.RecordBatch(fields, data)]), "file");
      return nativeTable(made).add(Buffer.from(file), "append");
    },
  ],
  [
    "a time zone that only a newer Lance reads",
    0,
    async ({ db, folder }) => {
      const zone = new Field("at", new arrow.Timestamp(arrow.TimeUnit.MICROSECOND, "Europe/Berlin"), true);
      await db.createEmptyTable("zoned", new Schema([zone]));
      await replaceText(join(folder, "zoned.lance"), "Europe/Berlin", "Europe:Berlin");
      return nativeTable(await db.openTable("zoned")).schema();
    },
  ],
  [
    "a column whose files hold another type",
    19,
    async ({ db, folder }) => {
      await db.createTable(
        "mixed",
        new arrow.Table({ a: arrow.vectorFromArray([1.5], new arrow.Float64()) }),
      );
      await replaceText(join(folder, "mixed.lance"), "double", "string");
      return (await db.openTable("mixed")).query().toArray();
    },
  ],
  [
    "a new column that exists",
    20,
    async ({ table }) => (await table()).addColumns([{ name: "id", valueSql: "cast(1 as int)" }]),
  ],
  [
    "a new column that exists with another type",
    20,
    async ({ table }) => (await table()).addColumns([{ name: "id", valueSql: "1.5" }]),
  ],
  [
    "two columns of one name",
    20,
    async ({ table }) => (await table()).alterColumns([{ path: "text", rename: "id" }]),
  ],
  [
    "a cast of a column to a type that does not fit",
    20,
    async ({ table }) => (await table()).alterColumns([{ path: "text", dataType: "int32" }]),
  ],
  [
    "an index with a tokenizer model that is not installed",
    13,
    async ({ table }) =>
      (await table()).createIndex("text", {
        config: lancedb.Index.fts({ baseTokenizer: "jieba/missing" }),
      }),
  ],
];
