export * from "@lancetree/core/errors";
export { type ConnectOptions, connect } from "./connect.ts";
export { connectNamespace } from "./connect-namespace.ts";
export type { NamespaceConnectionParts } from "./connection-parts.ts";
export type {
  DeclareTableOptions,
  DescribeTableOptions,
  RegisterTableOptions,
  TableDescription,
} from "./methods/table-description.ts";
export { NamespaceConnection } from "./namespace-connection.ts";
export type { AbortOptions } from "./options/abort-options.ts";
export type { NamespaceConnectionOptions } from "./options/connection-options.ts";
export type { CreateTableCallOptions } from "./options/create-options.ts";
export type { DirectoryOptions, DirectoryProperties } from "./options/directory-options.ts";
export type { PostgresOptions, PostgresProperties } from "./options/postgres-options.ts";
export type { RestOptions, RestProperties } from "./options/rest-options.ts";
export type { TreeEntry } from "./tree-entry.ts";
