import { type OperationName, operationNames } from "@lancetree/core";
import { failureOf, holds } from "../assert.ts";
import type { Catalog } from "../catalog.ts";
import { minimalRequest } from "../minimal-request.ts";
import { each, type Rule } from "../rule.ts";
import { isEndedAsUnsupported } from "../unsupported-guard.ts";

const onNames = [
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
] as const satisfies readonly OperationName[];
const overwriting: readonly OperationName[] = ["createNamespace", "createTable", "registerTable"];
const onData = operationNames.filter((operation) => !onNames.some((name) => name === operation));

async function callAborted({ namespace }: Catalog, operation: OperationName, request: object): Promise<void> {
  const reason = new Error("enough");
  const call = namespace[operation] as (request: object, options: object) => Promise<unknown>;
  const error = await failureOf(
    call.call(namespace, request, { signal: AbortSignal.abort(reason) }),
    "expected the reason",
  );
  holds(error === reason, `expected the signal's own reason, got ${String(error)}`);
}

/** An operation whose signal is aborted rejects with the signal's own reason and changes nothing. */
export const abortSignal: Rule = {
  name: "abort signal",
  cases: {
    ...each(
      onNames,
      (operation) => `${operation} does nothing once its signal is aborted`,
      async (catalog, operation) => {
        const { addNamespace, addTable, unchanged, newLocation } = catalog;
        await addNamespace(["prod"]);
        await addTable(["prod", "t"]);
        const id =
          operation.includes("Namespace") && operation !== "listNamespaces" ? ["prod"] : ["prod", "t"];
        const request = minimalRequest(operation, {
          ...(operation !== "listAllTables" && { id: operation.startsWith("list") ? ["prod"] : id }),
          ...(overwriting.includes(operation) && { mode: "overwrite" }),
          ...(operation === "dropNamespace" && { mode: "skip", behavior: "cascade" }),
          // Only registerTable takes a location from every backend; a backend may choose the location of a declared table itself.
          ...(operation === "registerTable" && { location: newLocation() }),
        });
        await unchanged(() => callAborted(catalog, operation, request));
      },
    ),
    ...each(
      onData,
      (operation) => `${operation} rejects with the reason of its signal`,
      async (catalog, operation) => {
        const request = minimalRequest(operation);
        const call = catalog.namespace[operation] as (request: object) => Promise<unknown>;
        // First without a signal: what is unsupported says so then.
        await call(request).catch((error: unknown) => {
          if (isEndedAsUnsupported(error)) throw error;
        });
        await callAborted(catalog, operation, request);
      },
    ),
  },
};
