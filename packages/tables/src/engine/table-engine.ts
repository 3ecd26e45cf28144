import type {
  Connection,
  CreateTableOptions,
  Data,
  OpenTableOptions,
  SchemaLike,
  Session,
  Table,
} from "@lancedb/lancedb";
import type { ContentOptions, TableContent } from "./encode-table.ts";
import type { StorageOptionsProvider } from "./renewed-options.ts";
import type { TableNames } from "./table-names.ts";
import type { TableReader } from "./table-reader.ts";
import type { TableTarget } from "./table-target.ts";

export interface TableEngineOptions {
  /** Object store settings for every table; those of a table and of a call take precedence. */
  storageOptions?: Record<string, string> | undefined;
  /**
   * Returns further settings, such as credentials that expire; they take precedence over `storageOptions`. It is called again five minutes
   * before the time `expires_at_millis` in the last ones, or after half of the time that was left if that was less than ten minutes. Open
   * tables use the new ones.
   */
  storageOptionsProvider?: StorageOptionsProvider | undefined;
  /**
   * Seconds after which an open table checks for newer versions. 0 checks before each read; when absent, it never
   * checks.
   */
  readConsistencyInterval?: number | undefined;
  /** LanceDB's caches, shared with all other users of the session. */
  session?: Session | undefined;
  /**
   * The size of each of LanceDB's two caches, in bytes, when no session is given. LanceDB's defaults are 6 GB and 1
   * GB, and it caches parts of every version that it reads or writes.
   */
  cacheBytes?: number | undefined;
  /** Finds the tables that LanceDB requests by path; by default none is found. */
  names?: TableNames | undefined;
}

/** Opens and creates Lance tables at any location. */
export interface TableEngine extends AsyncDisposable {
  /**
   * Opens the table at a location; LanceDB's options (branch, version, storageOptions, indexCacheSize) are passed on.
   *
   * Rejects with TableNotFound, TableVersionNotFound, TableBranchNotFound or InvalidInput.
   */
  open(target: TableTarget, options?: Partial<OpenTableOptions>): Promise<Table>;
  /**
   * Opens a table for reading alone. On a local disk this needs no connection of LanceDB. Of storage options, those of the engine
   * are used.
   *
   * Rejects as `open` does.
   */
  openReader(location: string): Promise<TableReader>;
  /**
   * Creates a table from rows or an Arrow table. `mode` and `existOk` mean what they mean in LanceDB.
   *
   * If two creates race at one location, LanceDB turns the later one into an overwrite. The engine detects that,
   * restores the rows of the earlier one and rejects; until then readers can see the rows of the later one. To avoid
   * that, use a new location for each attempt.
   *
   * Rejects with TableAlreadyExists if the location has a table, with TableSchemaValidation or InvalidInput when the
   * data cannot become a table; nothing is created then.
   */
  create(target: TableTarget, data: Data, options?: Partial<CreateTableOptions>): Promise<Table>;
  /** Does the same as `create`, without rows. */
  createEmpty(target: TableTarget, schema: SchemaLike, options?: Partial<CreateTableOptions>): Promise<Table>;
  /**
   * Does the same as `create`, from the bytes of an Arrow IPC file, which are not decoded. Uses only the options `mode`
   * and `storageOptions`.
   */
  createFromFile(
    target: TableTarget,
    file: Uint8Array,
    options?: Pick<Partial<CreateTableOptions>, "mode" | "storageOptions">,
  ): Promise<Table>;
  /**
   * Encodes the data that `create` (or, for a schema, `createEmpty`) would write as an Arrow IPC stream, so that
   * another process can write it. Rejects as they do for rows that cannot become a table.
   */
  encode(content: TableContent, options?: ContentOptions): Promise<Uint8Array>;
  /**
   * Opens LanceDB's own connection, for functions of LanceDB that find tables by path: materialized views and
   * `permutationBuilder`. It finds the tables in the option `names`, and lists no tables. The first call that opens or creates a
   * table opens it as well.
   *
   * Rejects with InvalidInput after `close()`.
   */
  connect(): Promise<Connection>;
  /** That connection, if it is open. */
  readonly connection: Connection | undefined;
  /** Another engine with the same options and its own names. */
  withNames(names: TableNames): Promise<TableEngine>;
  /** Closes the connection and releases the bridge. Open tables keep working; further calls do nothing. */
  close(): Promise<void>;
}
