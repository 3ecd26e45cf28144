import {
  booleanProperty,
  DirectoryNamespace,
  lanceStorageOptions,
  storageProperties,
} from "@lancetree/dir-namespace";
import type { TableEngineOptions } from "@lancetree/tables";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import type { NamespaceConnectionOptions } from "./options/connection-options.ts";
import { type DirectoryOptions, toDirectoryProperties } from "./options/directory-options.ts";
import { rootTablesOnly } from "./root-tables-only.ts";

/** The Directory Catalog, and the storage options that its tables need. */
export interface OpenedDirectory extends Omit<NamespaceConnectionParts, "engine"> {
  tableStorage: Pick<TableEngineOptions, "storageOptions" | "storageOptionsProvider">;
}

/**
 * Opens the Directory Catalog.
 *
 * Storage options of either argument are used for both the catalog and the tables, so that one of them is enough: those
 * of `given` take precedence for the catalog, those of the connection for the tables.
 */
export async function openDirectory(
  input: DirectoryOptions,
  options: NamespaceConnectionOptions,
): Promise<OpenedDirectory> {
  const properties = {
    ...toDirectoryProperties({ root: "/", storageOptions: options.storageOptions }),
    // These need no root of their own.
    ...toDirectoryProperties({ root: "/", ...options.namespaceClientProperties }),
    ...toDirectoryProperties(input),
  };
  const root = properties["root"] ?? "";
  const { storageOptionsProvider: provider } = options;
  const hasNamespaces = booleanProperty(properties["manifest_enabled"]) !== false;
  // The catalog keeps its manifest table in any case.
  const directory = DirectoryNamespace.fromProperties(
    { ...properties, manifest_enabled: "true" },
    { readConsistencyInterval: options.readConsistencyInterval, storageOptionsProvider: provider },
  );
  const fixed = { ...storageProperties(properties), ...options.storageOptions };
  return {
    namespace: hasNamespaces ? directory : rootTablesOnly(directory),
    description: `dir: ${root}`,
    closeNamespace: () => directory.close(),
    tableStorage:
      provider === undefined
        ? { storageOptions: lanceStorageOptions(root, fixed) }
        : {
            storageOptions: undefined,
            storageOptionsProvider: async () =>
              lanceStorageOptions(root, { ...fixed, ...(await provider()) }),
          },
  };
}
