import { InvalidInputError } from "@lancetree/core";
import { type KnownKeys, toStringProperties } from "./string-properties.ts";

/**
 * The options of `"dir"`. Every option can also be given as the string property that Python and Rust use
 * (`manifest_enabled`, `"storage.region"`, `"credential_vendor.enabled"`). String properties that only configure other clients
 * (`commit_retries`, `inline_optimization_enabled` …) are accepted and have no effect.
 */
export interface DirectoryOptions extends StringProperties {
  /**
   * The folder of the catalog: a path (`~/x` is in the home folder), a `file://` URL, `s3://bucket/prefix`, `az://container/prefix`,
   * `abfss://container@account.dfs.core.windows.net/prefix` or `gs://bucket/prefix`.
   */
  root: string;
  /** Settings for LanceDB's storage, for the catalog and for its tables. */
  storageOptions?: Record<string, string> | undefined;
  /**
   * Whether the catalog may contain namespaces; default true. If false, only the tables of the root can be used, which
   * clients that list folders find as `<name>.lance`, and every operation on namespaces rejects with Unsupported (0).
   * The catalog still has its manifest table.
   */
  manifestEnabled?: boolean | undefined;
  /** Whether folders that end in `.lance` are tables of the root; default true. */
  dirListingEnabled?: boolean | undefined;
  /** Whether describing a table returns the storage options; default false. */
  vendInputStorageOptions?: boolean | undefined;
  /** Milliseconds for which vended storage options are valid; default no limit. */
  vendInputStorageOptionsRefreshIntervalMillis?: number | undefined;
  /** Further string properties; the typed options take precedence. */
  extraProperties?: Record<string, string> | undefined;
  /** String properties with a prefix. */
  [property: `storage.${string}` | `credential_vendor.${string}`]: string | undefined;
}

const typed = {
  root: ["root", "string"],
  manifestEnabled: ["manifest_enabled", "boolean"],
  dirListingEnabled: ["dir_listing_enabled", "boolean"],
  vendInputStorageOptions: ["vend_input_storage_options", "boolean"],
  vendInputStorageOptionsRefreshIntervalMillis: [
    "vend_input_storage_options_refresh_interval_millis",
    "number",
  ],
} as const;

/** Known to other clients only: they have no option here. */
const untyped = [
  "table_version_tracking_enabled",
  "dir_listing_to_manifest_migration_enabled",
  "inline_optimization_enabled",
  "commit_retries",
  "ops_metrics_enabled",
  // Lance 4 to 7 read it; later clients accept and ignore it.
  "table_version_storage_enabled",
] as const;

/** The properties as Python and Rust write them. */
type StringProperties = {
  [Key in Exclude<(typeof typed)[keyof typeof typed][0], "root"> | (typeof untyped)[number]]?:
    | string
    | undefined;
};

const known: KnownKeys = { kind: '"dir"', typed, untyped, prefixes: ["storage.", "credential_vendor."] };

/** A flat map of string properties, as a file or another client has it. */
export type DirectoryProperties = Record<string, string>;

/**
 * Converts the options, in whichever form they are written, to the string properties that all Lance clients share.
 *
 * @throws InvalidInputError for an unknown key, with the nearest known one, for a value of the wrong type, and for a
 *   missing root; a message never holds a value
 */
export function toDirectoryProperties(input: DirectoryOptions | DirectoryProperties): DirectoryProperties {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InvalidInputError('The "dir" options must be an object with a "root".');
  }
  const properties = toStringProperties(known, input);
  if (!properties["root"]) throw new InvalidInputError('The "dir" options need a "root": a folder or a URI.');
  return properties;
}
