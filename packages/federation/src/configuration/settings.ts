/** Flat string keys and values, as all Lance clients are configured. */
export type Properties = Readonly<Record<string, string>>;

/** A database in a folder or an object store: the Directory Catalog with its tables. */
export interface DirectorySettings {
  readonly kind: "dir";
  readonly name: string;
  readonly properties: Properties;
  /** Until when the storage credentials hold, in milliseconds since 1970; for ever when absent. */
  readonly expiresAtMillis: number | undefined;
}

/** A database that another server has. */
export interface RestSettings {
  readonly kind: "rest";
  readonly name: string;
  readonly properties: Properties;
  /** How the names of headers begin that are sent on, in small letters. */
  readonly forwardHeaderPrefixes: readonly string[];
}

/** A database that a module brings. */
export interface ModuleSettings {
  readonly kind: "module";
  readonly name: string;
  /** The module's file. */
  readonly path: string;
  readonly properties: Properties;
}

/** What a database is made from. */
export type DatabaseSettings = DirectorySettings | RestSettings | ModuleSettings;
