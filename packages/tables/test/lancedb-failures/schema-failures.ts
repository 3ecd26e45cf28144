import type { embedding } from "@lancedb/lancedb";
import { arrow } from "../../src/arrow/apache-arrow.ts";
import { lancedb } from "../../src/engine/lancedb.ts";
import { nativeTable } from "../../src/engine/native.ts";
import { type LancedbFailure, rows } from "./surroundings.ts";

const { Field, Int32, Utf8, Schema } = arrow;

/** Bytes that Lance stores separately from the rows. */
const blobField = new Field(
  "item",
  new arrow.LargeBinary(),
  true,
  new Map([["ARROW:extension:name", "lance.blob.v2"]]),
);

class LengthEmbedding extends lancedb.embedding.TextEmbeddingFunction {
  override ndims(): number {
    return 1;
  }

  override async generateEmbeddings(values: string[]): Promise<number[][]> {
    return values.map(({ length }) => [length]);
  }
}

lancedb.embedding.register("length of a text")(LengthEmbedding);

function embeddingOf(sourceColumn: string): embedding.EmbeddingFunctionConfig {
  return { function: new LengthEmbedding(), sourceColumn, vectorColumn: "vector" };
}

/** Rows, schemas and arguments that do not fit a table. */
export const schemaFailures: readonly LancedbFailure[] = [
  ["rows of several types", 20, async ({ db }) => db.createTable("mixed", [{ a: 1 }, { a: "x" }])],
  ["rows with a column that the table lacks", 20, async ({ table }) => (await table()).add([{ other: 1 }])],
  [
    "Arrow data with a column that the table lacks",
    20,
    async ({ table }) => (await table()).add(lancedb.makeArrowTable([{ other: 1 }])),
  ],
  [
    "a row without a vector that the schema requires",
    20,
    async ({ db }) => {
      const vector = new Field(
        "v",
        new arrow.FixedSizeList(2, new Field("item", new arrow.Float32(), true)),
        false,
      );
      return db.createTable("required", [{ id: 1 }], {
        schema: new Schema([new Field("id", new Int32(), true), vector]),
      });
    },
  ],
  [
    "a column name with a dot",
    20,
    async ({ db }) => db.createEmptyTable("dotted", new Schema([new Field("a.b", new Int32(), true)])),
  ],
  [
    "a merge of rows with another type",
    20,
    async ({ table }) => {
      const other = new Schema([new Field("id", new Utf8(), true), new Field("text", new Utf8(), true)]);
      const file = Buffer.from(
        arrow.tableToIPC(lancedb.makeArrowTable([{ id: "1", text: "a" }], { schema: other }), "file"),
      );
      return nativeTable(await table())
        .mergeInsert(["id"])
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .execute(file);
    },
  ],
  [
    "a null in a column that has none",
    20,
    async ({ db }) => {
      const strict = new Schema([new Field("id", new Int32(), false)]);
      const made = await db.createEmptyTable("strict", strict, { mode: "overwrite" });
      const nulls = new arrow.Table({ id: arrow.vectorFromArray([null, 1], new Int32()) });
      return nativeTable(made).add(Buffer.from(arrow.tableToIPC(nulls, "file")), "append");
    },
  ],
  [
    "a new data type that Lance does not have",
    0,
    async ({ table }) => {
      const union = new arrow.DenseUnion([0], [new Field("a", new Int32(), true)]);
      return (await table()).alterColumns([{ path: "id", dataType: union }]);
    },
  ],
  [
    "a value that is not a list, in a list of blobs",
    20,
    async () => {
      const list = new Field("l", new arrow.List(blobField), true);
      return lancedb.makeArrowTable([{ l: 5 }], { schema: new Schema([list]) });
    },
  ],
  [
    "a schema with a column that neither rows nor embedding have",
    20,
    async ({ db }) => {
      const fields = ["text", "other"].map((name) => new Field(name, new Utf8(), true));
      const whole = new Schema([
        ...fields,
        new Field("vector", new arrow.FixedSizeList(1, new Field("item", new arrow.Float32(), true)), true),
      ]);
      return db.createTable("embedded", lancedb.makeArrowTable([{ text: "a" }]), {
        schema: whole,
        embeddingFunction: embeddingOf("text"),
        mode: "overwrite",
      });
    },
  ],
  [
    "blobs in a list of a fixed size",
    13,
    async () => {
      const list = new Field("l", new arrow.FixedSizeList(1, blobField), true);
      return lancedb.makeArrowTable([{ l: ["a"] }], { schema: new Schema([list]) });
    },
  ],
  [
    "an embedding of a column that is missing",
    13,
    async ({ db }) =>
      db.createTable("embedded", [{ id: 1 }], { embeddingFunction: embeddingOf("text"), mode: "overwrite" }),
  ],
  [
    "an embedding into a column that holds no vectors",
    13,
    async ({ db }) => {
      const registry = lancedb.embedding.getRegistry();
      const metadata = registry.getTableMetadata([embeddingOf("text")]);
      const text = new Schema(
        [new Field("text", new Utf8(), true), new Field("vector", new Utf8(), true)],
        metadata,
      );
      return db.createTable("embedded", [{ text: "a" }], { schema: text, mode: "overwrite" });
    },
  ],
  [
    "a name of a tag that is invalid",
    13,
    async ({ table }) => (await (await table()).tags()).create("a b", 1),
  ],
  [
    "a data type that does not exist",
    13,
    async ({ table }) =>
      nativeTable(await table()).alterColumns([{ path: "id", dataType: JSON.stringify({ type: "other" }) }]),
  ],
  [
    "an alteration without a change",
    13,
    async ({ table }) => nativeTable(await table()).alterColumns([{ path: "id" }]),
  ],
  ["no rows and no schema", 13, async ({ db }) => db.createTable("none", [])],
  ["no vector column", 13, async ({ table }) => (await table()).query().nearestTo([1, 2]).toArray()],
  [
    "an unknown mode",
    13,
    async ({ table }) =>
      nativeTable(await table()).add(
        Buffer.from(arrow.tableToIPC(lancedb.makeArrowTable([{ id: 1 }]), "file")),
        JSON.parse('"other"'),
      ),
  ],
  ["no schema", 13, async () => lancedb.makeArrowTable(rows, { schema: JSON.parse('"other"') })],
];
