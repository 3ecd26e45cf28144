import { describe, expect, it } from "vitest";
import { operationsOf, type Schema } from "../scripts/document.ts";
import type { Operation, OperationName, Schemas } from "../src/index.ts";
import { operationTable } from "../src/index.ts";
import { document, operation, parameters, responses } from "./package.ts";

const table: Record<string, Operation> = operationTable satisfies Record<OperationName, Operation>;
const arrowStream = "application/vnd.apache.arrow.stream";

describe("what does not follow the pattern of the protocol", () => {
  it("GET is for three lists only, and they have no body", () => {
    expect(namesWhere((entry) => entry.method === "GET")).toEqual([
      "ListAllTables",
      "ListNamespaces",
      "ListTables",
    ]);
    expect(namesWhere((entry) => entry.method === "GET" && entry.body !== "none")).toEqual([]);
  });

  it("five POSTs have no body, and one may leave it out", () => {
    expect(namesWhere((entry) => entry.method === "POST" && entry.body === "none")).toEqual([
      "DropTable",
      "DropTableIndex",
      "ListTableBranches",
      "ListTableTags",
      "ListTableVersions",
    ]);
    const optional = operationsOf(document).filter(
      (entry) => entry.operation.requestBody && entry.operation.requestBody.required !== true,
    );
    expect(optional.map((entry) => entry.operation.operationId)).toEqual(["RefreshMaterializedView"]);
  });

  it("three operations take an Arrow stream, and their fields travel in the query", () => {
    const names = ["CreateTable", "InsertIntoTable", "MergeInsertIntoTable"];
    expect(namesWhere((entry) => entry.body === "arrow")).toEqual(names);
    for (const name of names) {
      expect(operation(name).operation.requestBody?.content).toEqual({
        [arrowStream]: { schema: { type: "string", format: "binary" } },
      });
    }
    expect(operationTable.createTable.query).toEqual(["mode", "properties", "storage_options", "delimiter"]);
    expect(operationTable.insertIntoTable.query).toEqual(["branch", "mode", "delimiter"]);
    expect(operationTable.mergeInsertIntoTable.query).toEqual([
      "branch",
      "on",
      "when_matched_update_all",
      "when_matched_update_all_filt",
      "when_not_matched_insert_all",
      "when_not_matched_by_source_delete",
      "when_not_matched_by_source_delete_filt",
      "timeout",
      "use_index",
      "delimiter",
    ]);
  });

  it("QueryTable returns an Arrow file", () => {
    expect(namesWhere((entry) => entry.response === "arrow")).toEqual(["QueryTable"]);
    expect(Object.keys(responses("QueryTable")["200"]?.content ?? {})).toEqual([
      "application/vnd.apache.arrow.file",
    ]);
  });

  it("a bare integer, two bare strings and a bare map", () => {
    expect(successSchema("CountTableRows")).toEqual({ type: "integer", format: "int64", minimum: 0 });
    expect(successSchema("ExplainTableQueryPlan")).toEqual({ type: "string" });
    expect(successSchema("AnalyzeTableQueryPlan")).toEqual({ type: "string" });
    expect(namesWhere((entry) => entry.response === "integer")).toEqual(["CountTableRows"]);
    expect(namesWhere((entry) => entry.response === "string")).toEqual([
      "AnalyzeTableQueryPlan",
      "ExplainTableQueryPlan",
    ]);
    expect(namesWhere((entry) => entry.body === "map")).toEqual(["UpdateTableSchemaMetadata"]);
    expect(namesWhere((entry) => entry.response === "map")).toEqual(["UpdateTableSchemaMetadata"]);
  });

  it("the two checks return nothing", () => {
    expect(namesWhere((entry) => entry.response === "empty")).toEqual(["NamespaceExists", "TableExists"]);
    expect(responses("TableExists")["200"]?.content).toBeUndefined();
  });

  it("three successes are not 200", () => {
    expect(namesWhere((entry) => entry.status === 201)).toEqual(["CreateMaterializedView"]);
    expect(namesWhere((entry) => entry.status === 202)).toEqual([
      "AlterTableBackfillColumns",
      "RefreshMaterializedView",
    ]);
    expect(namesWhere((entry) => entry.status === undefined)).toHaveLength(51);
  });

  it("DescribeTable has a body and flags in the query", () => {
    expect(operationTable.describeTable.body).toBe("json");
    expect(operationTable.describeTable.query).toEqual([
      "with_table_uri",
      "load_detailed_metadata",
      "check_declared",
      "delimiter",
    ]);
  });

  it("two paths carry an index name, three no identifier", () => {
    expect(namesWhere((entry) => entry.path.includes("{index_name}"))).toEqual([
      "DescribeTableIndexStats",
      "DropTableIndex",
    ]);
    expect(namesWhere((entry) => !entry.path.includes("{id}"))).toEqual([
      "BatchCommitTables",
      "BatchCreateTableVersions",
      "ListAllTables",
    ]);
  });

  it("branch is a query parameter where no JSON object can carry it", () => {
    expect(namesWhere((entry) => entry.query.includes("branch"))).toEqual([
      "DropTableIndex",
      "InsertIntoTable",
      "ListTableVersions",
      "MergeInsertIntoTable",
      "UpdateTableSchemaMetadata",
    ]);
  });

  it("delimiter is optional everywhere", () => {
    for (const { operation: found } of operationsOf(document)) {
      expect(parameters(found.operationId)["delimiter"]).toMatchObject({
        in: "query",
        schema: { type: "string" },
      });
      expect(parameters(found.operationId)["delimiter"]?.required ?? false).toBe(false);
    }
  });

  it("camelCase fields are these and no others", () => {
    const camel = Object.entries(document.components?.schemas ?? {}).flatMap(([name, schema]) =>
      fields(schema)
        .filter((field) => /[A-Z]/.test(field))
        .map((field) => `${name}.${field}`),
    );
    expect(camel.toSorted()).toEqual([
      "AlterTransactionAction.setPropertyAction",
      "AlterTransactionAction.setStatusAction",
      "AlterTransactionAction.unsetPropertyAction",
      "BranchContents.createAt",
      "BranchContents.manifestSize",
      "BranchContents.parentBranch",
      "BranchContents.parentVersion",
      "TagContents.manifestSize",
    ]);
  });

  it("transaction_id is a list in DropNamespaceResponse and a string elsewhere", () => {
    const owners = Object.entries(document.components?.schemas ?? {}).filter(([, schema]) =>
      fields(schema).includes("transaction_id"),
    );
    const lists = owners.filter(([, schema]) => schema.properties?.["transaction_id"]?.type === "array");
    expect(lists.map(([name]) => name)).toEqual(["DropNamespaceResponse"]);
    expect(owners.length).toBeGreaterThan(20);
    expect(document.components?.schemas?.["TransactionId"]?.type).toBe("string");
  });

  it("only the kinds of materialized views are enums; modes are free strings", () => {
    const enums = Object.entries(document.components?.schemas ?? {}).filter(([, schema]) =>
      JSON.stringify(schema).includes('"enum"'),
    );
    expect(enums.map(([name]) => name)).toEqual([
      "CreateMaterializedViewRequest",
      "MaterializedViewUdtfEntry",
    ]);
  });
});

describe("the newer revision", () => {
  it("merges by several columns, each a repeated query parameter", () => {
    expect(parameters("MergeInsertIntoTable")["on"]).toMatchObject({
      in: "query",
      required: true,
      style: "form",
      explode: true,
      schema: { type: "array", minItems: 1, items: { type: "string", minLength: 1 } },
    });
  });

  it("queries without a vector and orders what it finds", () => {
    for (const name of ["QueryTableRequest", "AnalyzeTableQueryPlanRequest"]) {
      const schema = document.components?.schemas?.[name];
      expect(schema?.required).toEqual(["k"]);
      expect(schema?.properties?.["order_by"]).toMatchObject({
        type: "array",
        items: { $ref: "#/components/schemas/QueryTableOrderBy" },
      });
    }
    expect(document.components?.schemas?.["QueryTableOrderBy"]).toMatchObject({
      required: ["column_name"],
      properties: {
        column_name: { type: "string", minLength: 1 },
        ascending: { type: "boolean", default: true },
        nulls_first: { type: "boolean", default: false },
      },
    });
  });
});

describe("the types", () => {
  it("keep int64 as number, defaults optional and null where the protocol allows it", () => {
    const version: Schemas["RestoreTableRequest"] = { version: 3 };
    const scan: Schemas["QueryTableRequest"] = { k: 1, vector: null };
    const describeNothing: Schemas["DescribeTableRequest"] = {};
    const unsupported: Schemas["DescribeNamespaceResponse"] = { properties: null };
    const dropped: Schemas["DropNamespaceResponse"] = { transaction_id: ["one"] };
    // @ts-expect-error a required field is missing
    const incomplete: Schemas["RegisterTableRequest"] = {};
    // @ts-expect-error an identifier is a list
    const joined: Schemas["DropTableRequest"] = { id: "prod$user" };
    expect([version, scan, describeNothing, unsupported, dropped, incomplete, joined]).toHaveLength(7);
  });
});

function namesWhere(fits: (entry: Operation) => boolean): string[] {
  return Object.entries(table)
    .filter(([, entry]) => fits(entry))
    .map(([name]) => name.charAt(0).toUpperCase() + name.slice(1))
    .toSorted();
}

function successSchema(operationId: string): Schema | undefined {
  return responses(operationId)["200"]?.content?.["application/json"]?.schema;
}

function fields(schema: Schema): string[] {
  return Object.keys(schema.properties ?? {});
}
