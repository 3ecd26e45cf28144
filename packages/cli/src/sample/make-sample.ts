import type { Namespace } from "@lancetree/core";
import * as arrow from "apache-arrow-21";
import { notes } from "./notes.ts";
import { type Product, products } from "./products.ts";
import { textDimensions } from "./text-vector.ts";

const productsPath = ["shop", "catalog", "products"];
const notesPath = ["shop", "support", "notes"];

/**
 * Fills an empty catalog: namespaces of three levels, a table with pictures and two vector columns, tables with text, indices of every
 * kind, several versions with tags, and a branch.
 */
export async function makeSample(namespace: Namespace, signal: AbortSignal): Promise<void> {
  const call = { signal };
  const namespaces = [
    { id: ["shop"], properties: { owner: "Ada", purpose: "sample data of Lancetree" } },
    { id: ["shop", "catalog"], properties: { owner: "Bela" } },
    { id: ["shop", "support"], properties: { owner: "Chidi" } },
    { id: ["lab"], properties: { owner: "Dora" } },
    { id: ["lab", "2026"], properties: {} },
    { id: ["lab", "2026", "drafts"], properties: {} },
  ];
  for (const request of namespaces) await namespace.createNamespace(request, call);
  await namespace.createTable({ id: productsPath, data: ipc(productTable(products(0, 400))) }, call);
  await namespace.insertIntoTable({ id: productsPath, data: ipc(productTable(products(400, 600))) }, call);
  await namespace.createTableTag({ id: productsPath, tag: "first-import", version: 2 }, call);
  await namespace.updateTable(
    { id: productsPath, predicate: "category = 'garden'", updates: [["price", "price * 0.9"]] },
    call,
  );
  await namespace.deleteFromTable({ id: productsPath, predicate: "id % 50 = 49" }, call);
  await namespace.createTableTag({ id: productsPath, tag: "garden-sale", version: 4 }, call);
  await namespace.createTableBranch({ id: productsPath, name: "new-prices" }, call);
  await index(
    namespace,
    productsPath,
    "picture_vector",
    "IVF_FLAT",
    { num_partitions: 4, distance_type: "cosine" },
    call,
  );
  await index(
    namespace,
    productsPath,
    "text_vector",
    "IVF_FLAT",
    { num_partitions: 4, distance_type: "cosine" },
    call,
  );
  await index(namespace, productsPath, "id", "BTREE", {}, call);
  await index(namespace, productsPath, "category", "BITMAP", {}, call);
  await index(namespace, productsPath, "description", "FTS", {}, call);
  // These rows are not in the indices yet.
  await namespace.insertIntoTable({ id: productsPath, data: ipc(productTable(products(600, 640))) }, call);
  await namespace.createTable({ id: notesPath, data: ipc(noteTable(0, 300)) }, call);
  await index(namespace, notesPath, "text", "FTS", {}, call);
  await namespace.createTable(
    { id: ["lab", "2026", "drafts", "notes"], data: ipc(noteTable(300, 340)) },
    call,
  );
  await namespace.declareTable({ id: ["lab", "planned"] }, call);
}

async function index(
  namespace: Namespace,
  id: string[],
  column: string,
  type: string,
  parameters: { readonly num_partitions?: number; readonly distance_type?: string },
  call: { readonly signal: AbortSignal },
): Promise<void> {
  const request = { id, column, index_type: type, ...parameters };
  if (type.startsWith("IVF")) await namespace.createTableIndex(request, call);
  else await namespace.createTableScalarIndex(request, call);
}

function ipc(table: arrow.Table): Uint8Array {
  return arrow.tableToIPC(table, "stream");
}

function productTable(rows: readonly Product[]): arrow.Table {
  return new arrow.Table({
    id: columnOf(rows, "id", new arrow.Int64(), BigInt),
    name: columnOf(rows, "name", new arrow.Utf8()),
    description: columnOf(rows, "description", new arrow.Utf8()),
    category: columnOf(rows, "category", new arrow.Utf8()),
    price: columnOf(rows, "price", new arrow.Float64()),
    in_stock: columnOf(rows, "in_stock", new arrow.Bool()),
    tags: columnOf(rows, "tags", new arrow.List(new arrow.Field("item", new arrow.Utf8(), true))),
    added: columnOf(rows, "added", new arrow.TimestampMillisecond("UTC"), Number),
    picture: columnOf(rows, "picture", new arrow.Binary()),
    picture_vector: columnOf(rows, "picture_vector", vectorType(7), (vector) => [...vector]),
    text_vector: columnOf(rows, "text_vector", vectorType(textDimensions), (vector) => [...vector]),
  });
}

function noteTable(from: number, to: number): arrow.Table {
  const rows = notes(from, to);
  return new arrow.Table({
    id: columnOf(rows, "id", new arrow.Int64(), BigInt),
    author: columnOf(rows, "author", new arrow.Utf8()),
    subject: columnOf(rows, "subject", new arrow.Utf8()),
    text: columnOf(rows, "text", new arrow.Utf8()),
    stars: columnOf(rows, "stars", new arrow.Int8()),
    vector: columnOf(rows, "vector", vectorType(textDimensions), (vector) => [...vector]),
  });
}

function vectorType(dimensions: number): arrow.FixedSizeList<arrow.Float32> {
  return new arrow.FixedSizeList(dimensions, new arrow.Field("item", new arrow.Float32(), true));
}

/** A column of one field of the rows, whose values are converted for Arrow unless they are null. */
function columnOf<Row, Name extends keyof Row>(
  rows: readonly Row[],
  name: Name,
  type: arrow.DataType,
  convert: (value: NonNullable<Row[Name]>) => unknown = (value) => value,
): arrow.Vector {
  const values = rows.map((row) => {
    const value = row[name];
    return value === null || value === undefined ? null : convert(value);
  });
  return arrow.vectorFromArray(values, type);
}
