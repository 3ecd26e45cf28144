import { failureOf, holds } from "../assert.ts";
import type { Operation } from "../blocked.ts";
import { each, type Rule } from "../rule.ts";

const operations = [
  "createNamespace",
  "listNamespaces",
  "describeNamespace",
  "namespaceExists",
  "dropNamespace",
  "listTables",
  "listAllTables",
  "createTable",
  "declareTable",
  "registerTable",
  "describeTable",
  "tableExists",
  "dropTable",
  "deregisterTable",
  "renameTable",
] as const satisfies readonly Operation[];

/** An operation whose signal is aborted rejects with the signal's own reason and changes nothing. */
export const signal: Rule = {
  name: "signal",
  cases: each(
    operations,
    (operation) => `${operation} does nothing once its signal is aborted`,
    async ({ namespace, addNamespace, addTable, unchanged, newLocation }, operation) => {
      await addNamespace(["prod"]);
      await addTable(["prod", "t"]);
      const reason = new Error("enough");
      const call = namespace[operation] as (request: object, options: object) => Promise<unknown>;
      const id = operation.includes("Namespace") && operation !== "listNamespaces" ? ["prod"] : ["prod", "t"];
      const request = {
        id: operation.startsWith("list") ? ["prod"] : id,
        mode: operation === "dropNamespace" ? "skip" : "overwrite",
        data: new Uint8Array(),
        // only registerTable is told where a table lies; a backend may insist on picking the place of a declared one
        ...(operation === "registerTable" && { location: newLocation() }),
        new_table_name: "u",
        behavior: "cascade",
      };
      await unchanged(async () => {
        const error = await failureOf(
          call(request, { signal: AbortSignal.abort(reason) }),
          "expected the reason",
        );
        holds(error === reason, `expected the signal's own reason, got ${String(error)}`);
      });
    },
  ),
};
