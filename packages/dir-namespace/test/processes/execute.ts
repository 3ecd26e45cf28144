import type { Namespace } from "@lancetree/core";
import type { TableEngine } from "@lancetree/tables";
import { tableFromIPC } from "apache-arrow";
import type { CatalogFolder } from "../../src/folders/catalog-folder.ts";
import { nameOf, parentOf, pathOf } from "../../src/model/object-id.ts";
import type { Operation } from "./operation.ts";
import { rowsBy } from "./rows.ts";

/** The result of an operation: the properties and the location of the object that it made, found or removed. */
export interface Result {
  readonly properties?: Readonly<Record<string, string>> | null | undefined;
  readonly location?: string | undefined;
}

/** @param name becomes a property of what the operation makes, and of the rows that it writes */
export function execute(namespace: Namespace, operation: Operation, name: string): Promise<Result> {
  const { id: stored, mode = "create" } = operation;
  const id = pathOf(stored);
  const properties = { by: name };
  switch (operation.kind) {
    case "createNamespace":
    case "overwriteNamespace":
      return namespace.createNamespace({ id, mode, properties });
    case "dropNamespace":
      return namespace.dropNamespace({ id, behavior: "restrict" });
    case "cascadeNamespace":
      return namespace.dropNamespace({ id, behavior: "cascade" });
    case "createTable":
    case "overwriteTable":
      return namespace.createTable({ id, mode, properties, data: rowsBy(name) });
    case "declareTable":
      return namespace.declareTable({ id, properties });
    case "registerTable": {
      const location = operation.source?.location ?? ownFolder(name);
      return namespace.registerTable({ id, mode, properties, location });
    }
    case "deregisterTable":
      return namespace.deregisterTable({ id });
    case "dropTable":
      return namespace.dropTable({ id });
    case "renameTable": {
      const to = operation.to ?? "";
      return namespace
        .renameTable({ id, new_namespace_id: pathOf(parentOf(to)), new_table_name: nameOf(to) })
        .then(() => ({}));
    }
  }
}

/** A folder for one registration, which nothing else names. */
export function ownFolder(name: string): string {
  return `external/${name}`;
}

/** Writes a folder to register. It appears as a whole. */
export async function writeOwnFolder(
  engine: TableEngine,
  folder: CatalogFolder,
  name: string,
): Promise<void> {
  const draft = `${ownFolder(name)}.draft`;
  const table = await engine.create({ location: folder.uri(draft) }, tableFromIPC(rowsBy(name)));
  table.close();
  await folder.move(draft, ownFolder(name));
}
