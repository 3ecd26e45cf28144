import type { DirectoryNamespaceOptions } from "@lancetree/dir-namespace";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import type { NamespaceConnectionOptions } from "./options/connection-options.ts";
import {
  type DirectoryOptions,
  type DirectoryProperties,
  toDirectoryProperties,
} from "./options/directory-options.ts";
import { rootTablesOnly } from "./root-tables-only.ts";

/** The Directory Catalog, and the storage options that its tables need. */
export interface OpenedDirectory extends Omit<NamespaceConnectionParts, "engine"> {
  tableStorageOptions: Record<string, string>;
}

/**
 * Opens the Directory Catalog; its package is loaded now, not before.
 *
 * Storage options given on either side serve both, so that one place is enough: the configuration's win for the
 * catalog, the connection's for the tables.
 */
export async function openDirectory(
  configuration: DirectoryOptions,
  options: NamespaceConnectionOptions,
): Promise<OpenedDirectory> {
  const given = toDirectoryProperties(configuration);
  // The root only stands in for the one that these properties need not have.
  const more = toDirectoryProperties({ ...options.namespaceClientProperties, root: "/" });
  const properties = { ...more, ...given };
  const storageOptions = storageOf(properties);
  const { DirectoryNamespace } = await import("@lancetree/dir-namespace");
  const directory = new DirectoryNamespace({
    ...toDirectoryOptions(properties),
    storageOptions: { ...options.storageOptions, ...storageOptions },
    readConsistencyInterval: options.readConsistencyInterval,
  });
  const isFlat = flag(properties["manifest_enabled"]) === false;
  return {
    namespace: isFlat ? rootTablesOnly(directory) : directory,
    description: `dir: ${properties["root"] ?? ""}`,
    closeNamespace: () => directory.close(),
    tableStorageOptions: { ...storageOptions, ...options.storageOptions },
  };
}

/** Keys that only steer how other clients write (retries, indices, metrics) mean nothing to this catalog. */
function toDirectoryOptions(properties: DirectoryProperties): DirectoryNamespaceOptions {
  const interval = properties["vend_input_storage_options_refresh_interval_millis"];
  return {
    root: properties["root"] ?? "",
    dirListingEnabled: flag(properties["dir_listing_enabled"]),
    tableVersionTrackingEnabled: flag(properties["table_version_tracking_enabled"]),
    vendInputStorageOptions: flag(properties["vend_input_storage_options"]),
    vendInputStorageOptionsRefreshIntervalMillis: interval === undefined ? undefined : Number(interval),
  };
}

/** As the other clients read it: what is neither means the default. */
function flag(text: string | undefined): boolean | undefined {
  if (/^(true|1|on|yes|y)$/i.test(text ?? "")) return true;
  if (/^(false|0|off|no|n)$/i.test(text ?? "")) return false;
  return undefined;
}

function storageOf(properties: DirectoryProperties): Record<string, string> {
  const prefix = "storage.";
  const entries = Object.entries(properties).filter(([key]) => key.startsWith(prefix));
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(prefix.length), value]));
}
