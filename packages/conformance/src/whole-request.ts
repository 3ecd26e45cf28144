import type { Operation } from "./operations.ts";

/** Whatever an operation requires: a request with something missing may be refused before anything else. */
const everything = {
  id: ["t"],
  data: new Uint8Array(),
  location: "t.lance",
  new_table_name: "u",
  version: 1,
  manifest_path: "t.lance/_versions/1.manifest",
  ranges: [{ start_version: 1, end_version: 2 }],
  entries: [],
  operations: [],
  tag: "v1",
  name: "b",
  on: ["id"],
  predicate: "true",
  updates: [["id", "1"]],
  k: 1,
  query: { k: 1 },
  new_columns: [{ name: "x", expression: "1" }],
  alterations: [{ path: "id", rename: "key" }],
  columns: ["id"],
  column: "id",
  index_type: "BTREE",
  index_name: "id_idx",
  kind: "query",
  source_query: "select 1",
  output_schema: "",
  actions: [{ setStatusAction: { status: "Running" } }],
};

// Where a name means something else, or says more than is needed.
const otherwise: { readonly [Name in Operation]?: object } = {
  declareTable: { location: undefined },
  describeTable: { version: undefined, tag: undefined },
  updateFieldMetadata: { updates: [{ path: "id", metadata: { a: "1" } }] },
  queryTable: { columns: null, version: undefined },
  analyzeTableQueryPlan: { columns: null, version: undefined },
};

/** A request that has everything which an operation requires, about the table `t` unless `fields` say otherwise. */
export function wholeRequest(operation: Operation, fields: object = {}): object {
  return { ...everything, ...otherwise[operation], ...fields };
}
