export * from "@lancetree/core/errors";
export type { HeaderMap } from "./headers.ts";
export { RemoteQuery } from "./remote-query.ts";
export { type MergeInsertOptions, RemoteTable } from "./remote-table.ts";
export { RestNamespace } from "./rest-namespace.ts";
export type { RestNamespaceOptions, RetryOptions } from "./rest-options.ts";
export type { Fetch } from "./transport.ts";
