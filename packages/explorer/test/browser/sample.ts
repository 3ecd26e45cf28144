import { RestNamespace } from "@lancetree/rest-client";
import { toArrowStream } from "@lancetree/rest-client/arrow";
import {
  Binary,
  Bool,
  Decimal,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  Struct,
  Table,
  TimestampMicrosecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";

/** Names and values that a page could take for markup, or that change how text is read. */
export const hostile = {
  markup: '<img src="x" onerror="window.attacked = true"><script>window.attacked = true</script>',
  direction: "abc\u202Egnp.exe",
  control: "a\u0000b\u0007c\u001b[31m",
  empty: "",
};

export const rowCount = 3000;

const categories = ["books", "music", "films", "games", "food", "travel"];
const words = "vector lance tree river stone light code search index table query atlas".split(" ");

/** A small PNG of one red pixel. */
const png = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="),
  (character) => character.charCodeAt(0),
);

/** Fills the catalog: three levels, a table with every kind of value, several versions, a tag, indices. */
export async function createSample(uri: string): Promise<void> {
  const catalog = new RestNamespace({ uri, timeoutMs: 1_800_000 });
  await catalog.createNamespace({ id: ["prod"], properties: { owner: hostile.markup } });
  for (const id of [["prod", "search"], ["prod", "media"], ["staging"], ["many"]])
    await catalog.createNamespace({ id });
  const products = catalog.table(["prod", "search", "products"]);
  await catalog.createTable({
    id: [...products.path],
    data: await arrowBytes(productTable(0, rowCount - 100)),
  });
  await products.add(await arrowBytes(productTable(rowCount - 100, 100)));
  await products.createTag("first", 1);
  await catalog.createTableScalarIndex({ id: [...products.path], column: "title", index_type: "FTS" });
  await catalog.createTableIndex({
    id: [...products.path],
    column: "embedding",
    index_type: "IVF_FLAT",
    distance_type: "l2",
  });
  await catalog.createTable({ id: ["prod", "media", "values"], data: await arrowBytes(valueTable()) });
  const history = catalog.table(["prod", "media", "history"]);
  await catalog.createTable({ id: [...history.path], data: await arrowBytes(productTable(0, 10)) });
  await history.add(await arrowBytes(productTable(10, 5)));
  const one = await oneColumn();
  await catalog.createTable({
    id: ["a_table_with_a_very_long_name_that_does_not_fit_into_the_tree"],
    data: one,
  });
  for (let index = 0; index < 60; index += 1)
    await catalog.createNamespace({ id: ["many", `team_${String(index).padStart(3, "0")}`] });
}

/** Two rows of numbers, as an Arrow stream. */
export async function oneColumn(): Promise<Uint8Array> {
  return await arrowBytes(new Table({ id: vectorFromArray([1, 2], new Int32()) }));
}

function productTable(first: number, count: number): Table {
  const rows = Array.from({ length: count }, (_, index) => first + index);
  return new Table({
    id: vectorFromArray(
      rows.map((row) => 9_007_199_254_740_993n + BigInt(row)),
      new Int64(),
    ),
    title: vectorFromArray(
      rows.map((row) => [1, 5, 7].map((step) => words[(row * step + (row >> 3)) % words.length]).join(" ")),
      new Utf8(),
    ),
    category: vectorFromArray(
      rows.map((row) => (row % 37 === 0 ? null : (categories[row % 6] ?? null))),
      new Utf8(),
    ),
    price: vectorFromArray(
      rows.map((row) => ((row * 7919) % 10_000) / 100),
      new Float64(),
    ),
    in_stock: vectorFromArray(
      rows.map((row) => row % 3 !== 0),
      new Bool(),
    ),
    created: vectorFromArray(
      rows.map((row) => 1_700_000_000_123 + row * 3_600_000),
      new TimestampMicrosecond("UTC"),
    ),
    embedding: vectors(rows, 32),
    image_vector: vectors(rows, 8),
  });
}

/** Vectors around one center for each category. */
function vectors(rows: readonly number[], length: number): Vector {
  const type = new FixedSizeList(length, new Field("item", new Float32(), true));
  return vectorFromArray(
    rows.map((row) =>
      Array.from(
        { length },
        (_, at) => Math.sin((row % 6) * 1.7 + at * 0.9) * 1.5 + Math.sin(row * 12.9898 + at * 78.233) * 0.4,
      ),
    ),
    type,
  );
}

/** Values whose exact form is easily lost, and hostile ones. */
function valueTable(): Table {
  const text = Object.values(hostile);
  const length = text.length + 1;
  const details = new Struct([new Field("width", new Int32(), true), new Field("note", new Utf8(), true)]);
  return new Table({
    text: vectorFromArray([...text, null], new Utf8()),
    big: vectorFromArray(
      Array.from({ length }, (_, row) => 9_223_372_036_854_775_807n - BigInt(row)),
      new Int64(),
    ),
    amount: vectorFromArray(
      Array.from({ length }, () => new Uint32Array([1, 0, 0, 0])),
      new Decimal(4, 20, 128),
    ),
    tags: vectorFromArray(
      Array.from({ length }, () => ["a", "b"]),
      new List(new Field("item", new Utf8(), true)),
    ),
    details: vectorFromArray(
      Array.from({ length }, () => ({ width: 3, note: hostile.markup })),
      details,
    ),
    image: vectorFromArray(
      Array.from({ length }, () => png),
      new Binary(),
    ),
  });
}

/** A table as an Arrow stream. */
export async function arrowBytes(table: Table): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of toArrowStream(table)) parts.push(part);
  return Buffer.concat(parts);
}
