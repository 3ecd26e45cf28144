import { InvalidInputError } from "@lancetree/core";
import { type KnownKeys, toStringProperties } from "./string-properties.ts";

/**
 * The options of `"postgres"`: those of `PostgresNamespace` of `@lancetree/postgres-namespace`. Every option can also be given as a
 * string property (`retain_seconds`, `"storage.region"`).
 */
export interface PostgresOptions extends StringProperties {
  /**
   * The database: `postgres://user@host/database`, for which `pg` has to be installed, or `pglite:./folder` (`pglite:` is one in memory),
   * for which `@electric-sql/pglite` has to be installed.
   */
  url: string;
  /** Where the tables are: a path (`~/x` is in the home folder), a `file://` URL, or a URI that LanceDB can write to. */
  root: string;
  /** Settings for LanceDB's storage, for the catalog and for its tables. */
  storageOptions?: Record<string, string> | undefined;
  /** The name of this catalog among those in the same database; default `default`. */
  catalog?: string | undefined;
  /** Seconds for which what is dropped or overwritten is kept, so that it can be undropped; default 0. */
  retainSeconds?: number | undefined;
  /** Whether the first use creates the schema, or brings it to the present version; default true. */
  migrate?: boolean | undefined;
  /** Whether describing a table returns the storage options; default false. */
  vendInputStorageOptions?: boolean | undefined;
  /** Whether the catalog keeps the versions of the tables that are created with it, below a root on a local disk; default false. */
  tableVersionTrackingEnabled?: boolean | undefined;
  /** Further string properties; the typed options take precedence. */
  extraProperties?: Record<string, string> | undefined;
  /** A storage option as a string property. */
  [property: `storage.${string}`]: string | undefined;
}

const typed = {
  url: ["url", "string"],
  root: ["root", "string"],
  catalog: ["catalog", "string"],
  retainSeconds: ["retain_seconds", "number"],
  migrate: ["migrate", "boolean"],
  vendInputStorageOptions: ["vend_input_storage_options", "boolean"],
  tableVersionTrackingEnabled: ["table_version_tracking_enabled", "boolean"],
} as const;

/** The properties whose names differ from the option's. */
type StringProperties = {
  [Key in Exclude<(typeof typed)[keyof typeof typed][0], keyof typeof typed>]?: string | undefined;
};

const known: KnownKeys = { kind: '"postgres"', typed, prefixes: ["storage."] };

/** A flat map of string properties, as a file has it. */
export type PostgresProperties = Record<string, string>;

/**
 * Converts the options, in whichever form they are written, to the string properties of `PostgresNamespace.fromProperties`.
 *
 * @throws InvalidInputError for an unknown key, with the nearest known one, for a value of the wrong type, and without `url` or
 *   `root`; a message never holds a value
 */
export function toPostgresProperties(input: PostgresOptions | PostgresProperties): PostgresProperties {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InvalidInputError('The "postgres" options must be an object with a "url" and a "root".');
  }
  const properties = toStringProperties(known, input);
  if (!properties["url"]) {
    throw new InvalidInputError('The "postgres" options need a "url": the address of the database.');
  }
  if (!properties["root"]) {
    throw new InvalidInputError('The "postgres" options need a "root": a folder or a URI for the tables.');
  }
  return properties;
}
