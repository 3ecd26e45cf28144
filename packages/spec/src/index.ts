import type { components } from "./generated/openapi.ts";
import type { operationTable } from "./generated/operations.ts";

export type { components, operations, paths } from "./generated/openapi.ts";
export { operationTable, specVersion } from "./generated/operations.ts";
export type { Operation } from "./operation.ts";

/** Every model of the protocol by its name: `Schemas["CreateNamespaceRequest"]`. */
export type Schemas = components["schemas"];

/** An operation's operationId in lowerCamelCase, the key of {@link operationTable}. */
export type OperationName = keyof typeof operationTable;
