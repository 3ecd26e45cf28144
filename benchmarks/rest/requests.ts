import { Field, Float64, makeData, RecordBatch, Schema, Struct, Table, tableToIPC } from "apache-arrow";
import { namespace, ownerName, rowCount, tableNames, vectorOf, vectors, writes } from "./catalog.ts";

/** What a request asks for. An insert has one table for each server. */
export type Work =
  | "describe namespace"
  | "describe table"
  | "list 100 tables"
  | "vector query"
  | "full-text query"
  | "filter query of 1,000 rows"
  | "count"
  | "insert 1 row"
  | "insert 1,000 rows"
  | "insert 1,000,000 rows";

/** One kind of request, ready to be sent any number of times. */
export interface PreparedRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly type: string;
  readonly body: (index: number) => Uint8Array;
  /** A string that a correct response contains. */
  readonly expected: string;
  /** Requests that one call sends, one after the other. */
  readonly requests: number;
}

/** The reference server refuses bodies of more than 2 MB, so it receives a million rows in four requests. */
const partsForReference = 4;

/** @param server - whose table an insert goes to; LanceDB's own takes Arrow files */
export function prepare(work: Work, server: string): PreparedRequest {
  const query = (body: (index: number) => object): PreparedRequest =>
    post(`table/${namespace}%24${vectors}/query`, body, "ARROW1");
  switch (work) {
    case "describe namespace":
      return post(`namespace/${namespace}/describe`, () => ({}), ownerName);
    case "describe table":
      return post(`table/${namespace}%24${vectors}/describe`, () => ({}), vectors);
    case "list 100 tables":
      return { ...post(`namespace/${namespace}/table/list`, () => ({}), tableNames[0] ?? ""), method: "GET" };
    case "vector query":
      return query((index) => ({ vector: { single_vector: vectorOf(index % rowCount) }, k: 10 }));
    case "full-text query":
      return query((index) => ({
        vector: { single_vector: [] },
        full_text_query: { string_query: { query: String(index % rowCount), columns: ["name"] } },
        k: 10,
      }));
    case "filter query of 1,000 rows":
      return query(() => ({ vector: { single_vector: [] }, filter: "id < 1000", k: 1000 }));
    case "count":
      return post(`table/${namespace}%24${vectors}/count_rows`, () => ({}), String(rowCount));
    case "insert 1 row":
      return insert(server, 1);
    case "insert 1,000 rows":
      return insert(server, 1000);
    case "insert 1,000,000 rows":
      return server === "reference"
        ? { ...insert(server, 1_000_000 / partsForReference), requests: partsForReference }
        : insert(server, 1_000_000);
  }
}

function post(path: string, body: (index: number) => object, expected: string): PreparedRequest {
  return {
    method: "POST",
    path: `/v1/${path}?delimiter=%24`,
    type: "application/json",
    body: (index) => Buffer.from(JSON.stringify(body(index))),
    expected,
    requests: 1,
  };
}

/** A number of rows for the tables that are written. */
function rowsToInsert(rows: number): Table {
  const schema = new Schema([new Field("id", new Float64(), true)]);
  const ids = makeData({ type: new Float64(), data: Float64Array.from({ length: rows }, (_, id) => id) });
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: [ids] });
  return new Table([new RecordBatch(schema, data)]);
}

function insert(server: string, rows: number): PreparedRequest {
  const body = tableToIPC(rowsToInsert(rows), server === "lancedb" ? "file" : "stream");
  return {
    method: "POST",
    path: `/v1/table/${writes}%24${server}/insert?delimiter=%24&mode=append`,
    type: "application/vnd.apache.arrow.stream",
    body: () => body,
    expected: "200 OK",
    requests: 1,
  };
}
