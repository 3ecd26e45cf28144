import { pathToFileURL } from "node:url";
import { InvalidInputError, type Namespace, operationNames } from "@lancetree/core";
import { DirectoryNamespace, storageProperties } from "@lancetree/dir-namespace";
import { RestNamespace } from "@lancetree/rest-client";
import { withTables } from "@lancetree/tables";
import type {
  DatabaseSettings,
  DirectorySettings,
  ModuleSettings,
  RestSettings,
} from "../configuration/settings.ts";
import type { FederationOptions } from "../options.ts";

/** A database that can be asked. */
export interface OpenedDatabase {
  readonly namespace: Namespace;
  close(): Promise<void>;
}

/**
 * What a module has to export that is used as `ns_impl = "module:…"`, under the name `openNamespace`.
 *
 * @param properties - the other keys of the database's table as texts, those of nested tables with dots in between
 * @returns a namespace, whose `close`, where it has one, is called when the database is no longer needed
 */
export type OpenNamespace = (properties: Readonly<Record<string, string>>) => Namespace | Promise<Namespace>;

/**
 * Opens a database. A REST catalog is not asked anything yet.
 *
 * @param tables - as in the options of a federation
 *
 * Rejects with what the backend rejects with, and with InvalidInput for a module that does not bring a namespace.
 */
export async function openDatabase(
  settings: DatabaseSettings,
  tables: FederationOptions["tables"],
): Promise<OpenedDatabase> {
  switch (settings.kind) {
    case "dir":
      return openDirectory(settings, tables);
    case "rest":
      return { namespace: openRest(settings), close: async () => undefined };
    default:
      return openModule(settings);
  }
}

/** Callers of a federation do not learn where another server is. */
function openRest({ name, properties }: RestSettings): Namespace {
  return RestNamespace.fromProperties(properties, { name: `the database "${name}"` });
}

function openDirectory(
  { properties }: DirectorySettings,
  tables: FederationOptions["tables"],
): OpenedDatabase {
  const directory = DirectoryNamespace.fromProperties(properties);
  // Here the whole database expires, so LanceDB need not know when its credentials do.
  const { expires_at_millis: _, ...storageOptions } = storageProperties(properties);
  const namespace = withTables(directory, { storageOptions, ...tables });
  return {
    namespace,
    async close() {
      await namespace.close();
      await directory.close();
    },
  };
}

async function openModule({ name, path, properties }: ModuleSettings): Promise<OpenedDatabase> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(path).href);
  const open = loaded["openNamespace"];
  if (!isOpenNamespace(open)) {
    throw new InvalidInputError(`The module of database "${name}" exports no function openNamespace.`);
  }
  const namespace = await open(properties);
  const missing = operationNames.filter((operation) => typeof namespace?.[operation] !== "function");
  if (missing.length > 0) {
    throw new InvalidInputError(
      `What the module of database "${name}" opened is no namespace: it lacks ${missing.join(", ")}. A class that extends BaseNamespace has them.`,
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
