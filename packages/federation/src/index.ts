export { catalogOfDatabases, hasDatabase } from "./child-databases.ts";
export type { Environment } from "./configuration/environment.ts";
export type { OpenNamespace } from "./databases/open-database.ts";
export { type ChosenDatabase, type Federation, loadFederation } from "./federation.ts";
export type { FederationLogEntry, FederationOptions } from "./options.ts";
export { prefixedNamespace } from "./prefix/prefixed-namespace.ts";
export { readPrefix } from "./routing-headers.ts";
