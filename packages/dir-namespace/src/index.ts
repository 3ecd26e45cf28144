export type { DirectoryNamespaceOptions } from "./configuration.ts";
export { DirectoryNamespace } from "./directory-namespace.ts";
