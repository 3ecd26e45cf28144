import { type OperationName } from "@lancetree/core";
import { rejects } from "../assert.ts";
import { subjects } from "../generated/subjects.ts";
import { minimalRequest } from "../minimal-request.ts";
import { each, type Rule } from "../rule.ts";
import { users } from "./table.ts";

// Operations without a table id have cases of their own.
const withoutId: readonly OperationName[] = ["batchCreateTableVersions", "batchCommitTables"];
const about = ["rows", "columns", "indices", "versions", "tags", "branches"];
const onData: readonly OperationName[] = [
  "getTableStats",
  ...about.flatMap((subject) => subjects[subject] ?? []),
].filter((operation): operation is OperationName => !withoutId.some((name) => name === operation));

/** What is inside of a table cannot be had where there is no table; the codes are those of the rules on names. */
export const missingTables: Rule = {
  name: "missing tables",
  cases: each(
    onData,
    (operation) => `${operation} needs a table`,
    async ({ namespace, addNamespace, arrow, unchanged }, operation) => {
      await addNamespace(["prod"]);
      const data = arrow.encode(users);
      const call = namespace[operation] as (request: object) => Promise<unknown>;
      const takesRows = operation === "insertIntoTable" || operation === "mergeInsertIntoTable";
      const on = (id: string[]): Promise<unknown> =>
        call(minimalRequest(operation, { id, ...(takesRows && { data }) }));
      await unchanged(async () => {
        await rejects(on(["prod", "none"]), 4, "none");
        await rejects(on(["none", "none"]), 1, "none");
        await rejects(on(["prod"]), 4, "prod");
        await rejects(on([]), 13);
      });
    },
  ),
};
