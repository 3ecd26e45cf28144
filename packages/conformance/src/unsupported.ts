import { holds } from "./assert.ts";
import type { Operation } from "./blocked.ts";
import { each, type Rule } from "./rule.ts";

/** Whatever an operation requires: a request with something missing may be refused before anything else. */
const wholeRequest = {
  id: ["t"],
  data: new Uint8Array(),
  location: "t.lance",
  new_table_name: "u",
  version: 1,
  manifest_path: "t.lance/_versions/1.manifest",
  ranges: [],
  entries: [],
  operations: [],
  tag: "v1",
  name: "b",
  on: ["id"],
  predicate: "true",
  updates: [["id", "1"]],
  k: 1,
  query: { k: 1 },
  new_columns: [],
  alterations: [],
  columns: ["id"],
  column: "id",
  index_type: "BTREE",
  index_name: "id_idx",
  kind: "query",
  source_query: "select 1",
  output_schema: "",
  actions: [{ setStatusAction: { status: "Running" } }],
};

// Where a name means something else.
const otherwise: { readonly [Name in Operation]?: object } = {
  updateFieldMetadata: { updates: [] },
  queryTable: { columns: null },
  analyzeTableQueryPlan: { columns: null },
};

/** One case for every operation that a profile declares as unsupported; the guard does the checking. */
export function unsupportedCases(unsupported: readonly Operation[]): Rule {
  const listed = each(
    unsupported,
    (operation) => `${operation} rejects with Unsupported`,
    async ({ namespace }, operation) => {
      const call = namespace[operation] as (request: object) => Promise<unknown>;
      await call({ ...wholeRequest, ...otherwise[operation] });
    },
  );
  return {
    name: "unsupported",
    cases: {
      ...listed,
      "every operation is a method": async ({ namespace }) => {
        for (const operation of unsupported)
          holds(typeof namespace[operation] === "function", `no ${operation}`);
      },
    },
  };
}
