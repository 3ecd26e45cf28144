import { InvalidInputError, type Namespace, UnsupportedError } from "@lancetree/core";
import { openTableEngine } from "@lancetree/tables";
import { type NamespaceConnectionOptions, validateConnectionOptions } from "./connection-options.ts";
import type { DirectoryConfiguration, DirectoryProperties } from "./directory-configuration.ts";
import { NamespaceConnection, type NamespaceConnectionParts } from "./namespace-connection.ts";
import { openDirectory } from "./open-directory.ts";

/** The configuration of `"rest"`. */
export interface RestConfiguration {
  /** The catalog's URL. */
  uri: string;
  apiKey?: string | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
}

/**
 * Connects to the Directory Catalog in a folder. Object stores are Unsupported (0) so far.
 *
 * ```ts
 * const db = await connectNamespace("dir", { root: "./local_lancedb" });
 * ```
 *
 * Nothing is created until something is written. Rejects with InvalidInput (13) for keys and values that cannot be
 * meant.
 */
export function connectNamespace(
  kind: "dir",
  configuration: DirectoryConfiguration | DirectoryProperties,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/** Connects to a REST catalog. Rejects with Unsupported (0) so far; the client is a package of its own. */
export function connectNamespace(
  kind: "rest",
  configuration: RestConfiguration,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/**
 * Connects to any namespace. Its author may have written the operations on names only: tables open and fill through
 * LanceDB at the locations that it answers with. Closing the connection leaves the namespace as it is.
 */
export function connectNamespace(
  namespace: Namespace,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
export async function connectNamespace(
  kindOrNamespace: "dir" | "rest" | Namespace,
  configurationOrOptions?:
    | DirectoryConfiguration
    | DirectoryProperties
    | RestConfiguration
    | NamespaceConnectionOptions,
  more: NamespaceConnectionOptions = {},
): Promise<NamespaceConnection> {
  if (kindOrNamespace === "rest") {
    throw new UnsupportedError("REST catalogs are not supported yet: the client is not released.");
  }
  if (kindOrNamespace === "dir") {
    const options = validateConnectionOptions(more);
    const opened = await openDirectory(configurationOrOptions as DirectoryConfiguration, options);
    return connectOpened(opened, { ...options, storageOptions: opened.tableStorageOptions });
  }
  if (!isNamespace(kindOrNamespace)) {
    throw new InvalidInputError('Connect to "dir", to "rest", or to an object that implements Namespace.');
  }
  const options = validateConnectionOptions((configurationOrOptions as NamespaceConnectionOptions) ?? {});
  if (options.namespaceClientProperties) {
    throw new InvalidInputError("namespaceClientProperties has no use for a namespace that is already open.");
  }
  return connectOpened(
    { namespace: kindOrNamespace, description: kindOrNamespace.constructor.name },
    options,
  );
}

async function connectOpened(
  opened: Omit<NamespaceConnectionParts, "engine">,
  options: NamespaceConnectionOptions,
): Promise<NamespaceConnection> {
  try {
    return new NamespaceConnection({ ...opened, engine: await openTableEngine(options) });
  } catch (error) {
    await opened.closeNamespace?.();
    throw error;
  }
}

function isNamespace(value: unknown): value is Namespace {
  return (
    typeof value === "object" &&
    value !== null &&
    "describeTable" in value &&
    typeof value.describeTable === "function"
  );
}
