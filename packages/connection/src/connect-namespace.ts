import { InvalidInputError, type Namespace } from "@lancetree/core";
import { isLanceDbLoaded, openTableEngine, tableNamesOf } from "@lancetree/tables";
import type { NamespaceConnectionParts } from "./connection-parts.ts";
import { NamespaceConnection } from "./namespace-connection.ts";
import { openDirectory } from "./open-directory.ts";
import { openPostgres } from "./open-postgres.ts";
import { openRest } from "./open-rest.ts";
import { type NamespaceConnectionOptions, validateConnectionOptions } from "./options/connection-options.ts";
import type { DirectoryOptions, DirectoryProperties } from "./options/directory-options.ts";
import type { PostgresOptions, PostgresProperties } from "./options/postgres-options.ts";
import type { RestOptions, RestProperties } from "./options/rest-options.ts";

/** An object of which the compiler does not know the keys; `never` for one whose keys it knows. */
type OpenProperties<Properties> = string extends keyof Properties ? Properties : never;

/**
 * Connects to the Directory Catalog in a folder or in a bucket: in S3 (`s3://bucket/prefix`) with `@aws-sdk/client-s3` installed, in
 * Azure (`az://container/prefix`) with `@azure/storage-blob`, in Google Cloud Storage (`gs://bucket/prefix`) with `@google-cloud/storage`.
 *
 * ```ts
 * const db = await connectNamespace("dir", { root: "./local_lancedb" });
 * ```
 *
 * Connecting writes nothing. Rejects with InvalidInput (13) for unknown keys and invalid values.
 */
export function connectNamespace(
  kind: "dir",
  configuration: DirectoryOptions,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/**
 * Connects to the Directory Catalog with string properties, for example from a file. An object literal has the type
 * `DirectoryOptions`, for which the compiler rejects unknown keys.
 */
export function connectNamespace<Properties extends DirectoryProperties>(
  kind: "dir",
  configuration: OpenProperties<Properties>,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/**
 * Connects to a catalog in PostgreSQL, with its tables below a root. A `postgres://` URL needs `pg`, and `pglite:./folder` needs
 * `@electric-sql/pglite`.
 *
 * ```ts
 * const db = await connectNamespace("postgres", { url: "postgres://user@host/database", root: "s3://bucket/tables" });
 * ```
 *
 * Connecting sends nothing. Rejects with InvalidInput (13) for unknown keys and invalid values. The first call rejects with
 * Unsupported (0) if the package for the database is not installed, and with ServiceUnavailable (17) if the database cannot be reached.
 */
export function connectNamespace(
  kind: "postgres",
  configuration: PostgresOptions,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/** Connects to a catalog in PostgreSQL with string properties, for example from a file. */
export function connectNamespace<Properties extends PostgresProperties>(
  kind: "postgres",
  configuration: OpenProperties<Properties>,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/**
 * Connects to a REST catalog. LanceDB opens tables at the location that the server returns, with the storage options
 * that it vends; these are renewed before they expire. `namespace` sends every operation to the server.
 *
 * ```ts
 * const db = await connectNamespace("rest", { uri: "https://catalog.example.com", apiKey });
 * ```
 *
 * Connecting sends nothing. Rejects with InvalidInput (13) for unknown keys and invalid values, and with Unsupported (0)
 * for settings of other clients that are not supported.
 */
export function connectNamespace(
  kind: "rest",
  configuration: RestOptions,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/** Connects to a REST catalog with string properties, for example from a file. */
export function connectNamespace<Properties extends RestProperties>(
  kind: "rest",
  configuration: OpenProperties<Properties>,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
/**
 * Connects to any namespace. The namespace only needs the operations on names and locations: LanceDB opens and fills
 * tables at the locations that it returns. Closing the connection does not close the namespace.
 */
export function connectNamespace(
  namespace: Namespace,
  options?: NamespaceConnectionOptions,
): Promise<NamespaceConnection>;
export async function connectNamespace(
  kindOrNamespace: "dir" | "postgres" | "rest" | Namespace,
  configurationOrOptions?:
    | DirectoryOptions
    | DirectoryProperties
    | PostgresOptions
    | PostgresProperties
    | RestOptions
    | RestProperties
    | NamespaceConnectionOptions,
  more: NamespaceConnectionOptions = {},
): Promise<NamespaceConnection> {
  if (kindOrNamespace === "rest") {
    const options = validateConnectionOptions(more);
    return connectOpened(await openRest(configurationOrOptions as RestOptions, options), options);
  }
  if (kindOrNamespace === "dir") {
    const options = validateConnectionOptions(more);
    const opened = await openDirectory(configurationOrOptions as DirectoryOptions, options);
    return connectOpened(opened, { ...options, ...opened.tableStorage });
  }
  if (kindOrNamespace === "postgres") {
    const options = validateConnectionOptions(more);
    const opened = await openPostgres(configurationOrOptions as PostgresOptions, options);
    return connectOpened(opened, { ...options, ...opened.tableStorage });
  }
  if (typeof kindOrNamespace === "string" && kindOrNamespace === "") {
    throw new InvalidInputError('implName must be a non-empty string: "dir", "postgres" or "rest".');
  }
  if (!isNamespace(kindOrNamespace)) {
    throw new InvalidInputError(
      'Connect to "dir", to "postgres", to "rest", or to an object that implements Namespace.',
    );
  }
  const options = validateConnectionOptions((configurationOrOptions as NamespaceConnectionOptions) ?? {});
  if (options.namespaceClientProperties) {
    throw new InvalidInputError(
      "namespaceClientProperties cannot be used with a namespace that is already open.",
    );
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
    const engine = await openTableEngine({ ...options, names: tableNamesOf(opened.namespace) });
    // Functions of LanceDB that take a connection do not wait for its native object.
    if (isLanceDbLoaded()) await engine.connect();
    return new NamespaceConnection({ ...opened, engine });
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
