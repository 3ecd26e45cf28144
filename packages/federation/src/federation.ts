import {
  InvalidInputError,
  type Namespace,
  NamespaceNotFoundError,
  ServiceUnavailableError,
  validatePath,
} from "@lancetree/core";
import { type FederationSettings, readSettings } from "./configuration/read-settings.ts";
import { Database } from "./databases/database.ts";
import { listedDatabases } from "./databases/listed-databases.ts";
import { CallingNamespace } from "./databases/operations.ts";
import type { FederationLogEntry, FederationOptions } from "./options.ts";
import { prefixedNamespace } from "./prefix/prefixed-namespace.ts";
import { databaseHeader, prefixHeader, readPrefix } from "./routing-headers.ts";

/** The database that the headers of a request choose. */
export interface ChosenDatabase {
  /** The part of the database below the prefix, on which the request is carried out. */
  readonly namespace: Namespace;
  /** Undefined if the request concerns the databases themselves. */
  readonly database: string | undefined;
  readonly prefix: readonly string[];
}

/** Several databases, each of them a namespace. */
export interface Federation extends AsyncDisposable {
  /** The names of the databases, ascending. */
  readonly databases: readonly string[];
  /**
   * Secret values, which a server must keep out of its logs and responses: the values of `${NAME}` references, headers
   * for another server, and keys and tokens of the storage. Includes values from before a reload.
   */
  readonly secrets: readonly string[];
  /**
   * Chooses by the headers `x-lancedb-database` and `x-lancedb-database-prefix`. `serve` and `createNamespaceHandler`
   * of `@lancetree/rest-server` accept this function. A database that forwards headers forwards these.
   *
   * In the remote dialect a request without a database comes from `connect_catalog` and concerns the databases: it can list
   * and describe them. Databases are created and dropped only in the files.
   *
   * @throws NamespaceNotFoundError (1) for an unknown database, InvalidInputError (13) when there are several databases
   *   and none is named, and for a prefix that is not a valid path
   */
  readonly choose: (headers: Headers, dialect?: "namespace" | "remote") => ChosenDatabase;
  /**
   * A database, or the part of it below a prefix, as a namespace. It may be used during and after a reload; each call goes
   * to the database that has the name at that moment.
   *
   * @throws NamespaceNotFoundError (1) for an unknown database, InvalidInputError (13) for a prefix that is not a valid
   *   path
   */
  namespace(database: string, prefix?: readonly string[]): Namespace;
  /**
   * Reads the files again. Calls in progress use their old databases until they end; then the federation closes these.
   * Later calls use the databases that the files now define, each of which is opened at its first use.
   *
   * Rejects with InvalidInput (13) if the files are invalid; the federation then keeps its databases.
   */
  reload(): Promise<void>;
  /** Waits for the calls in progress, and closes all databases. Later calls reject with ServiceUnavailable. */
  close(): Promise<void>;
}

/**
 * Reads the databases that TOML files define. Nothing is opened yet.
 *
 * @param files - one path or several; for a folder, all its `*.toml` files are read
 *
 * Rejects with an InvalidInput error (13) that lists every problem with file, line, key and what is allowed.
 */
export async function loadFederation(
  files: string | readonly string[],
  options: FederationOptions = {},
): Promise<Federation> {
  const paths = typeof files === "string" ? [files] : [...files];
  const { allowModules = false, environment = process.env } = options;
  const read = (): Promise<FederationSettings> => readSettings(paths, { allowModules, environment });
  return new FileFederation(await read(), read, options);
}

class FileFederation implements Federation {
  readonly #read: () => Promise<FederationSettings>;
  readonly #log: FederationOptions["log"];
  readonly #tables: FederationOptions["tables"];
  readonly #closing = new Set<Promise<void>>();
  readonly #secrets = new Set<string>();
  #databases: ReadonlyMap<string, Database>;
  #reloading: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(
    settings: FederationSettings,
    read: () => Promise<FederationSettings>,
    { log, tables }: FederationOptions,
  ) {
    this.#tables = tables;
    this.#databases = this.#createDatabases(settings);
    this.#read = read;
    this.#log = log;
  }

  get databases(): readonly string[] {
    return [...this.#databases.keys()];
  }

  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  readonly choose: Federation["choose"] = (headers, dialect = "namespace") => {
    const named = headers.get(databaseHeader);
    if (named === null && dialect === "remote") {
      if (this.#isClosed) throw new ServiceUnavailableError("The federation is closed.");
      return { namespace: listedDatabases(this.databases), database: undefined, prefix: [] };
    }
    const database = named ?? this.#onlyOne();
    this.#find(database);
    const prefix = readPrefix(headers.get(prefixHeader));
    return { namespace: this.#route(database, prefix, headers), database, prefix };
  };

  namespace(database: string, prefix: readonly string[] = []): Namespace {
    this.#find(database);
    return this.#route(database, validatePath(prefix));
  }

  reload(): Promise<void> {
    // One after the other, so that the last call decides.
    const reloaded = this.#reloading.then(() => this.#reload());
    this.#reloading = reloaded.catch(() => undefined);
    return reloaded;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#reloading;
    this.#closeWhenIdle(this.#databases);
    this.#databases = new Map();
    await Promise.all(this.#closing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #route(name: string, prefix: readonly string[], headers?: Headers): Namespace {
    const database = new CallingNamespace((operation, request, options) =>
      this.#find(name).call(operation, request, options, headers),
    );
    return prefix.length === 0 ? database : prefixedNamespace(database, prefix);
  }

  #find(name: string): Database {
    if (this.#isClosed) throw new ServiceUnavailableError("The federation is closed.");
    const database = this.#databases.get(name);
    if (database) return database;
    // The message does not list the databases: the caller may not be allowed to know them.
    throw new NamespaceNotFoundError(`There is no database ${JSON.stringify(name.slice(0, 100))} here.`);
  }

  #onlyOne(): string {
    const [name, ...others] = this.#databases.keys();
    if (name !== undefined && others.length === 0) return name;
    if (name === undefined) throw new ServiceUnavailableError("The federation is closed.");
    throw new InvalidInputError(
      `This server has several databases; name one in the header ${databaseHeader}.`,
    );
  }

  async #reload(): Promise<void> {
    try {
      if (this.#isClosed) throw new ServiceUnavailableError("The federation is closed.");
      const settings = await this.#read();
      const old = this.#databases;
      this.#databases = this.#createDatabases(settings);
      this.#closeWhenIdle(old);
    } catch (error) {
      this.#report({
        level: "error",
        message: "The files are invalid, so the databases stay as they were.",
        error,
      });
      throw error;
    }
    this.#report({ level: "info", message: "The files were read again." });
  }

  #createDatabases({ databases, secrets }: FederationSettings): ReadonlyMap<string, Database> {
    for (const secret of secrets) this.#secrets.add(secret);
    return new Map([...databases].map(([name, settings]) => [name, new Database(settings, this.#tables)]));
  }

  /** A reload does not wait for this, because calls in flight may take long. */
  #closeWhenIdle(databases: ReadonlyMap<string, Database>): void {
    for (const [name, database] of databases) {
      const closing = database
        .closeWhenIdle()
        .catch((error: unknown) =>
          this.#report({ level: "error", message: `Database "${name}" could not be closed.`, error }),
        )
        .finally(() => this.#closing.delete(closing));
      this.#closing.add(closing);
    }
  }

  #report(entry: Omit<FederationLogEntry, "databases">): void {
    try {
      this.#log?.({ ...entry, databases: this.databases });
    } catch {
      // A broken logger must not break a reload.
    }
  }
}
