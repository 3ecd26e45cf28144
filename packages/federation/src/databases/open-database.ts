import { pathToFileURL } from "node:url";
import { InvalidInputError, type Namespace, operationNames } from "@lancetree/core";
import { DirectoryNamespace, lanceStorageOptions, storageProperties } from "@lancetree/dir-namespace";
import { PostgresNamespace } from "@lancetree/postgres-namespace";
import { RestNamespace } from "@lancetree/rest-client";
import { withTables } from "@lancetree/tables";
import type {
  DatabaseSettings,
  DirectorySettings,
  ModuleSettings,
  PostgresSettings,
  RestSettings,
} from "../configuration/settings.ts";
import type { FederationOptions } from "../options.ts";

/** An open database. */
export interface OpenedDatabase {
  readonly namespace: Namespace;
  close(): Promise<void>;
}

/**
 * The function `openNamespace` that a module exports to be used as `ns_impl = "module:…"`.
 *
 * @param properties - the other keys of the database's table, their values as strings; keys of nested tables are joined
 *   with dots
 * @returns a namespace; its `close`, if it has one, is called when the database is no longer needed
 */
export type OpenNamespace = (properties: Readonly<Record<string, string>>) => Namespace | Promise<Namespace>;

/**
 * Opens a database. Nothing is sent to a REST catalog or to PostgreSQL yet.
 *
 * @param tables - as in the options of a federation
 *
 * Rejects as the backend does, and with InvalidInput for a module that does not export a working `openNamespace`.
 */
export async function openDatabase(
  settings: DatabaseSettings,
  tables: FederationOptions["tables"],
): Promise<OpenedDatabase> {
  switch (settings.kind) {
    case "dir":
      return openDirectory(settings, tables);
    case "postgres":
      return openPostgres(settings, tables);
    case "rest":
      return { namespace: openRest(settings), close: async () => undefined };
    default:
      return openModule(settings);
  }
}

/** Callers of a federation must not learn the address of another server: messages name the database instead. */
function openRest({ name, properties }: RestSettings): Namespace {
  return RestNamespace.fromProperties(properties, { name: `the database "${name}"` });
}

function openDirectory(
  { properties }: DirectorySettings,
  tables: FederationOptions["tables"],
): OpenedDatabase {
  const directory = DirectoryNamespace.fromProperties(properties);
  // `Database` checks the expiry of the credentials, so LanceDB does not need it.
  const { expires_at_millis: _, ...storageOptions } = lanceStorageOptions(
    properties["root"] ?? "",
    storageProperties(properties),
  );
  return withRows(directory, storageOptions, tables);
}

function openPostgres({ properties }: PostgresSettings, tables: FederationOptions["tables"]): OpenedDatabase {
  return withRows(PostgresNamespace.fromProperties(properties), storageProperties(properties), tables);
}

/** Adds the operations on rows to a catalog, which is closed with the database. */
function withRows(
  catalog: Namespace & { close(): Promise<void> },
  storageOptions: Record<string, string>,
  tables: FederationOptions["tables"],
): OpenedDatabase {
  const namespace = withTables(catalog, { storageOptions, ...tables, vendCredentials: false });
  return {
    namespace,
    async close() {
      await namespace.close();
      await catalog.close();
    },
  };
}

async function openModule({ name, path, properties }: ModuleSettings): Promise<OpenedDatabase> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(path).href);
  const open = loaded["openNamespace"];
  if (!isOpenNamespace(open)) {
    throw new InvalidInputError(`The module of database "${name}" does not export a function openNamespace.`);
  }
  const namespace = await open(properties);
  const missing = operationNames.filter((operation) => typeof namespace?.[operation] !== "function");
  if (missing.length > 0) {
    throw new InvalidInputError(
      `The result of openNamespace in the module of database "${name}" is not a namespace: it lacks ${missing.join(", ")}. Extend BaseNamespace, which has them.`,
    );
  }
  return {
    namespace,
    async close() {
      if ("close" in namespace && typeof namespace.close === "function") await namespace.close();
    },
  };
}

function isOpenNamespace(value: unknown): value is OpenNamespace {
  return typeof value === "function";
}
