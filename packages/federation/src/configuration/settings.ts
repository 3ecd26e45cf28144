/** Properties: a flat map of strings, as all Lance clients are configured with. */
export type Properties = Readonly<Record<string, string>>;

/** A database in a folder or an object store: the Directory Catalog with its tables. */
export interface DirectorySettings {
  readonly kind: "dir";
  readonly name: string;
  readonly properties: Properties;
  /** When the storage credentials expire, in milliseconds since 1970; undefined if they do not. */
  readonly expiresAtMillis: number | undefined;
}

/** A database whose catalog is in PostgreSQL, with its tables in a folder or an object store. */
export interface PostgresSettings {
  readonly kind: "postgres";
  readonly name: string;
  readonly properties: Properties;
  /** As for a directory. */
  readonly expiresAtMillis: number | undefined;
}

/** A database of another server. */
export interface RestSettings {
  readonly kind: "rest";
  readonly name: string;
  readonly properties: Properties;
  /** Headers whose names begin with one of these are forwarded; in lower case. */
  readonly forwardHeaderPrefixes: readonly string[];
}

/** A database that a module opens. */
export interface ModuleSettings {
  readonly kind: "module";
  readonly name: string;
  /** The module's file. */
  readonly path: string;
  readonly properties: Properties;
}

/** The settings of one database. */
export type DatabaseSettings = DirectorySettings | PostgresSettings | RestSettings | ModuleSettings;
