import { type OperationName } from "@lancetree/core";
import { changed, type Mutant } from "./change.ts";

/** Operations that return the right result and change nothing. */
export const claimMutants: readonly Mutant[] = (
  [
    ["createNamespace", { properties: { owner: "me" } }],
    ["dropNamespace", { properties: { owner: "me" } }],
    ["createTable", { location: "memory://tables/1.lance", properties: { a: "1" } }],
    ["declareTable", { location: "memory://tables/1.lance", properties: { a: "1" } }],
    ["registerTable", { location: "conformance/1.lance", properties: { a: "1" } }],
    ["renameTable", {}],
    ["dropTable", { id: ["t"], location: "memory://tables/1.lance", properties: {} }],
    ["deregisterTable", { id: ["t"], location: "conformance/1.lance", properties: {} }],
  ] as const satisfies readonly (readonly [OperationName, object])[]
).map(([operation, result]) => ({
  bug: `${operation} only claims to work`,
  rules: ["visible effects"],
  make: changed({ [operation]: () => async () => result }),
}));
