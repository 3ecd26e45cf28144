export * from "@lancetree/core/errors";
export { type ConnectOptions, connect } from "./connect.ts";
export { connectNamespace } from "./connect-namespace.ts";
export type { NamespaceConnectionOptions } from "./connection-options.ts";
export type { NamespaceConnectionParts } from "./connection-parts.ts";
export type { CreateTableCallOptions } from "./create-options.ts";
export type { DirectoryConfiguration, DirectoryProperties } from "./directory-configuration.ts";
export { NamespaceConnection } from "./namespace-connection.ts";
export type { RestConfiguration, RestProperties } from "./rest-configuration.ts";
export type {
  DeclareTableOptions,
  DescribeTableOptions,
  RegisterTableOptions,
  TableDescription,
} from "./table-description.ts";
export type { TreeEntry } from "./walk.ts";
