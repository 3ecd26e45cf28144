import type { QueryTableRequest } from "@lancetree/core";
import type { Catalog, Row } from "../catalog.ts";

/** Where the table of a data case is. */
export const id: string[] = ["prod", "user"];

/** The rows that it has: a key, a vector, a text, and a label. */
export const users: readonly Row[] = [
  { id: 1, vector: [0, 1], name: "alice", text: "a puppy plays" },
  { id: 2, vector: [1, 0], name: "bob", text: "two cats sleep" },
  { id: 3, vector: [1, 1], name: "carol", text: "a puppy near cats" },
];

/** One more row for the table. */
export function user(key: number, name: string): Row {
  return { id: key, vector: [0, 0], name, text: "nothing" };
}

/** Creates the table of a data case, with rows. */
export async function fill(
  { namespace, addNamespace, arrow }: Catalog,
  rows: readonly Row[] = users,
): Promise<void> {
  await addNamespace(["prod"]);
  await namespace.createTable({ id, data: arrow.encode(rows) });
}

/** Adds one row, and so a version. */
export async function insert(
  { namespace, arrow }: Catalog,
  key: number,
  request: { branch?: string } = {},
): Promise<void> {
  await namespace.insertIntoTable({ id, ...request, data: arrow.encode([user(key, `new${key}`)]) });
}

/** The rows that a query returns, in its order. */
export async function query(
  { namespace, arrow }: Catalog,
  request: Partial<QueryTableRequest> = {},
): Promise<Row[]> {
  const { data } = await namespace.queryTable({ id, k: 1000, ...request });
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return arrow.decode(concat(chunks));
}

/** The keys of all rows, of a branch or version if the request says so, ascending. */
export async function keys(catalog: Catalog, request: Partial<QueryTableRequest> = {}): Promise<number[]> {
  return (await keysOf(catalog, request)).toSorted((left, right) => left - right);
}

/** The keys of the rows that a query returns, in its order. */
export async function keysOf(catalog: Catalog, request: Partial<QueryTableRequest>): Promise<number[]> {
  return (await query(catalog, request)).map((row) => Number(row["id"]));
}

/** A column of all rows, by key. */
export async function column(
  catalog: Catalog,
  name: string,
  request: Partial<QueryTableRequest> = {},
): Promise<unknown[]> {
  const rows = await query(catalog, request);
  return rows.toSorted((left, right) => Number(left["id"]) - Number(right["id"])).map((row) => row[name]);
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
