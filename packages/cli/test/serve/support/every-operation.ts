import { type Operation, type OperationName, operationTable } from "@lancetree/spec";
import type { Sent } from "./http.ts";
import { rows } from "./http.ts";

/** A request of one operation that is whole enough to be judged. */
export interface Probe {
  readonly operation: OperationName;
  readonly path: string;
  readonly sent: Sent;
}

/** One request of each of the 54 operations, about the object with this id (as it stands in a path). */
export function everyOperation(id: string): readonly Probe[] {
  const parts = decodeURIComponent(id).split("$");
  return (Object.entries(operationTable) as [OperationName, Operation][]).map(([operation, known]) => {
    const path = known.path.replace("{id}", id).replace("{index_name}", "i");
    const query = operation === "mergeInsertIntoTable" ? "?on=id" : "";
    const body =
      known.body === "arrow" ? rows(1) : known.method === "GET" ? undefined : bodies(operation, parts);
    return { operation, path: path + query, sent: { method: known.method, body } };
  });
}

/** What the models of the requests demand. */
function bodies(operation: OperationName, id: readonly string[]): object {
  const version = { id, version: 2, manifest_path: "no/such.manifest" };
  const all: { readonly [Name in OperationName]?: object } = {
    renameTable: { new_table_name: "renamed" },
    registerTable: { location: "somewhere.lance" },
    queryTable: { k: 1, vector: { single_vector: [1, 1] } },
    analyzeTableQueryPlan: { k: 1, vector: { single_vector: [1, 1] } },
    explainTableQueryPlan: { query: { k: 1, vector: { single_vector: [1, 1] } } },
    updateTable: { updates: [["id", "id"]] },
    deleteFromTable: { predicate: "id < 0" },
    alterTableAddColumns: { new_columns: [{ name: "more", expression: "id" }] },
    alterTableAlterColumns: { alterations: [{ path: "id", nullable: true }] },
    alterTableDropColumns: { columns: ["nothing"] },
    alterTableBackfillColumns: { column: "id" },
    updateFieldMetadata: { updates: [{ path: "id", metadata: { a: "b" } }] },
    updateTableSchemaMetadata: { a: "b" },
    createTableIndex: { column: "id", index_type: "BTREE" },
    createTableScalarIndex: { column: "id", index_type: "BTREE" },
    restoreTable: { version: 1 },
    createTableVersion: { version: 2, manifest_path: "no/such.manifest" },
    batchCreateTableVersions: { entries: [version] },
    batchDeleteTableVersions: { ranges: [{ start_version: 900, end_version: 901 }] },
    batchCommitTables: { operations: [{ create_table_version: version }] },
    getTableTagVersion: { tag: "no" },
    createTableTag: { tag: "t1", version: 1 },
    updateTableTag: { tag: "no", version: 1 },
    deleteTableTag: { tag: "no" },
    createTableBranch: { name: "b" },
    deleteTableBranch: { name: "no" },
    describeTableVersion: { version: 1 },
    createMaterializedView: { kind: "query", source_query: "q", output_schema: "" },
    alterTransaction: { actions: [{ setPropertyAction: { key: "a", value: "b" } }] },
  };
  return all[operation] ?? {};
}
