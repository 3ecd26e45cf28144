import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { InvalidInputError, inHomeFolder, withoutTrailing } from "@lancetree/core";
import type { PgLite, PgPool } from "./database/database.ts";

/** The options of a catalog in PostgreSQL. */
export interface PostgresNamespaceOptions {
  /**
   * The database: a URL (`postgres://user@host/database`) for which `pg` is loaded, `pglite:./folder` (or `pglite:` for one in memory)
   * for which PGlite is loaded, or a pool or PGlite of your own, which stays open when the catalog is closed.
   */
  readonly database: string | PgPool | PgLite;
  /** Where new tables are written: a path, a `file://` URL, or a URI that LanceDB can write to. */
  readonly root: string;
  /** Options for the object store, by LanceDB's names (`aws_access_key_id`, `region`, `endpoint`, …). */
  readonly storageOptions?: Readonly<Record<string, string>> | undefined;
  /** The name of this catalog among those in the same database. Default `default`. */
  readonly catalog?: string | undefined;
  /**
   * Seconds for which what is dropped or overwritten is kept, with its files, so that `undrop` can bring it back. Default 0: it is gone at
   * once.
   */
  readonly retainSeconds?: number | undefined;
  /**
   * Whether the first use creates the schema, or brings it to the present version. Default true. With false, an
   * administrator runs `schemaSql()` before, and the catalog's own user needs no privilege to create tables.
   */
  readonly migrate?: boolean | undefined;
  /** Whether describe and declare return the storage options. Default false. */
  readonly vendInputStorageOptions?: boolean | undefined;
  /**
   * Whether the catalog keeps the versions of the tables that are created or declared with it: each commit is then a row of the database,
   * and commits to several tables can be one transaction. A table keeps this for its whole life, whichever options later callers have. The
   * root must be on a local disk. Default false.
   */
  readonly tableVersionTrackingEnabled?: boolean | undefined;
}

/** Validated options. */
export interface PostgresSettings {
  readonly catalog: string;
  readonly root: TableRoot;
  readonly storageOptions: Readonly<Record<string, string>>;
  readonly retainSeconds: number;
  readonly migrate: boolean;
  readonly vendsStorageOptions: boolean;
  readonly tracksVersions: boolean;
}

/** Below which the locations of the catalog's tables are. */
export interface TableRoot {
  /** As a URI, without a slash at the end. */
  readonly uri: string;
  /** The path on a local disk. */
  readonly path?: string | undefined;
}

/** @throws InvalidInputError that names the option */
export function toSettings(options: PostgresNamespaceOptions): PostgresSettings {
  const { catalog = "default", retainSeconds = 0 } = options;
  if (typeof catalog !== "string" || !/^[\w.-]{1,200}$/.test(catalog)) {
    throw new InvalidInputError('The option "catalog" must have 1 to 200 letters, digits, "_", "-" and ".".');
  }
  if (!(Number.isFinite(retainSeconds) && retainSeconds >= 0))
    throw new InvalidInputError('The option "retainSeconds" must be a number of seconds, 0 or more.');
  const root = tableRoot(options.root);
  const tracksVersions = options.tableVersionTrackingEnabled ?? false;
  if (tracksVersions && root.path === undefined) {
    throw new InvalidInputError(
      'With "tableVersionTrackingEnabled" the root must be on a local disk: the catalog moves the manifests of commits itself.',
    );
  }
  return {
    catalog,
    root,
    tracksVersions,
    storageOptions: { ...options.storageOptions },
    retainSeconds,
    migrate: options.migrate ?? true,
    vendsStorageOptions: options.vendInputStorageOptions ?? false,
  };
}

/**
 * Reads the flat map of strings that configures other Lance clients: `url`, `root`, `catalog`, `retain_seconds`, `migrate`,
 * `vend_input_storage_options`, `table_version_tracking_enabled` and `storage.<key>`.
 *
 * @throws InvalidInputError without `url` or `root`, and for an unknown key
 */
export function optionsFromProperties(
  properties: Readonly<Record<string, string>>,
): PostgresNamespaceOptions {
  const storageOptions: Record<string, string> = {};
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("storage.")) storageOptions[key.slice("storage.".length)] = value;
    else if (!knownProperties.includes(key)) {
      throw new InvalidInputError(
        `Unknown property ${JSON.stringify(key)}; allowed: ${knownProperties.join(", ")} and storage.<key>.`,
      );
    }
  }
  const { url, root, catalog, retain_seconds: retain } = properties;
  if (!url) throw new InvalidInputError('A catalog in PostgreSQL needs the property "url".');
  if (!root) throw new InvalidInputError('A catalog in PostgreSQL needs the property "root".');
  return {
    database: url,
    root,
    storageOptions,
    catalog,
    retainSeconds: retain === undefined ? undefined : Number(retain),
    migrate: booleanProperty(properties, "migrate"),
    vendInputStorageOptions: booleanProperty(properties, "vend_input_storage_options"),
    tableVersionTrackingEnabled: booleanProperty(properties, "table_version_tracking_enabled"),
  };
}

const knownProperties = [
  "url",
  "root",
  "catalog",
  "retain_seconds",
  "migrate",
  "vend_input_storage_options",
  "table_version_tracking_enabled",
];

function booleanProperty(properties: Readonly<Record<string, string>>, key: string): boolean | undefined {
  const value = properties[key]?.toLowerCase();
  if (value === undefined) return undefined;
  if (value === "true" || value === "false") return value === "true";
  throw new InvalidInputError(`The property "${key}" must be true or false.`);
}

function tableRoot(root: unknown): TableRoot {
  if (typeof root !== "string" || root.trim() === "" || root.includes("\0")) {
    throw new InvalidInputError(
      'The option "root" must be a path, a file:// URL, or a URI such as s3://bucket/prefix.',
    );
  }
  const isUri = /^[a-z][a-z0-9+.-]+:\/\//i.test(root);
  if (isUri && !root.startsWith("file:")) return { uri: withoutTrailing(root, "/") };
  const path = root.startsWith("file:") ? pathOfUrl(root) : resolve(inHomeFolder(root, homedir()));
  return { path, uri: withoutTrailing(pathToFileURL(path).href, "/") };
}

function pathOfUrl(root: string): string {
  try {
    return fileURLToPath(root);
  } catch (cause) {
    throw new InvalidInputError(`The root ${JSON.stringify(root)} is not a valid file:// URL.`, { cause });
  }
}
