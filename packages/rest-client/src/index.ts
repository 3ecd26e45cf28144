export * from "@lancetree/core/errors";
export type { Fetch } from "./fetch.ts";
export { optionsFromProperties } from "./from-properties.ts";
export type { HeaderMap } from "./headers.ts";
export { RemoteQuery } from "./remote-query.ts";
export { type MergeInsertOptions, RemoteTable } from "./remote-table.ts";
export { RestNamespace } from "./rest-namespace.ts";
export type { RestNamespaceOptions, RetryOptions } from "./rest-options.ts";
