import type { CreateTableOptions, Table } from "@lancedb/lancedb";
import {
  type CallOptions,
  type CreateTableRequestWithoutData,
  type CreateTableResponse,
  isNamespaceError,
  type Namespace,
  parseCreateTable,
  supportsStagedCreation,
  UnsupportedError,
} from "@lancetree/core";
import { type ResolvedTable, resolveTable, resolveTableState, toTarget } from "../engine/resolve-table.ts";
import type { TableEngine } from "../engine/table-engine.ts";
import type { TableTarget } from "../engine/table-target.ts";
import { undoDeclaration } from "./undo-declaration.ts";

/** The parameters of `createTableIn`. */
export interface TableCreation {
  namespace: Namespace;
  engine: TableEngine;
  /** Writes the data to the location that the catalog chose, with LanceDB's mode for it. */
  write: (target: TableTarget, options: Pick<CreateTableOptions, "mode">) => Promise<Table>;
  options?: CallOptions | undefined;
}

/** The response of a creation, and the table if this call wrote it to its final location. */
export interface CreatedTable {
  response: CreateTableResponse;
  table?: Table | undefined;
}

/**
 * Creates a table in a catalog that only stores names and locations.
 *
 * With a backend that supports staged creation, the data is written first, and then the table appears in one step.
 * With any other backend, the name is declared first and then the data is written; if that fails, the declaration is
 * undone.
 *
 * Rejects as `createTable` does, as `write` does, and with Unsupported if an overwrite without staged creation would
 * have to change the table's properties.
 */
export async function createTableIn(
  requestedCreation: TableCreation,
  request: CreateTableRequestWithoutData,
): Promise<CreatedTable> {
  const { path, mode, properties } = parseCreateTable(request);
  const creation = { ...requestedCreation, write: writingWith(requestedCreation, request.storage_options) };
  const { namespace, write, options } = creation;
  if (supportsStagedCreation(namespace)) {
    let staged: { table: Table; location: string; version: number; isManaged: boolean } | undefined;
    const response = await namespace.createTableWith(
      request,
      async (destination) => {
        const table = await write(toTarget(path, destination), { mode: destination.mode });
        const { location, willBeManaged: isManaged = false } = destination;
        staged = { table, location, version: await table.version(), isManaged };
      },
      options,
    );
    // A backend may move what was written to its final place, keep a table that another client created meanwhile, or keep the versions
    // from now on, which the table that wrote the first one does not know.
    if (staged && staged.location === response.location) {
      const { table, version, isManaged } = staged;
      if (isManaged) table.close();
      return { response: { version, ...response }, table: isManaged ? undefined : table };
    }
    staged?.table.close();
    return { response: await withVersion(creation, path, response) };
  }
  if (mode === "create") return declareAndWrite(creation, path, properties);
  const existing = await findWritten(creation, path);
  if (existing)
    return mode === "exist_ok" ? kept(creation, path, existing) : overwrite(creation, existing, properties);
  try {
    return await declareAndWrite(creation, path, properties);
  } catch (error) {
    // Another client may have created it in the meantime.
    const winner = mode === "exist_ok" && isNamespaceError(error, 5) && (await findWritten(creation, path));
    if (winner) return kept(creation, path, winner);
    throw error;
  }
}

/** Storage options of the request take precedence over those of the location. */
function writingWith(
  { write }: TableCreation,
  more: Record<string, string> | undefined,
): TableCreation["write"] {
  if (!more) return write;
  return (target, destination) =>
    write({ ...target, storageOptions: { ...target.storageOptions, ...more } }, destination);
}

async function declareAndWrite(
  creation: TableCreation,
  path: readonly string[],
  properties: Record<string, string>,
): Promise<CreatedTable> {
  const { namespace, write, options } = creation;
  const id = [...path];
  let declared: Awaited<ReturnType<Namespace["declareTable"]>>;
  try {
    declared = await namespace.declareTable({ id, properties, vend_credentials: true }, options);
  } catch (error) {
    if (!isNamespaceError(error, 5)) throw error;
    return fillDeclared(creation, path, properties, error);
  }
  try {
    const target = toTarget(path, declared, { namespace, options });
    const table = await write(target, { mode: "create" });
    return await written(table, target, declared.properties ?? properties);
  } catch (error) {
    await undoDeclaration(namespace, id, error, options);
    throw error;
  }
}

/** Writes to a name that another client declared; a failure does not remove that name. */
async function fillDeclared(
  creation: TableCreation,
  path: readonly string[],
  properties: Record<string, string>,
  conflict: unknown,
): Promise<CreatedTable> {
  const declared = await resolveTableState(creation.namespace, path, creation.options);
  if (await isWritten(creation.engine, declared)) throw conflict;
  requireProperties(declared, properties);
  const table = await creation.write(declared.target, { mode: "create" });
  return written(table, declared.target, declared.properties);
}

async function overwrite(
  creation: TableCreation,
  existing: ResolvedTable,
  properties: Record<string, string>,
): Promise<CreatedTable> {
  requireProperties(existing, properties);
  return written(await creation.write(existing.target, { mode: "overwrite" }), existing.target, properties);
}

/** The table at a path, if it exists and has data. */
async function findWritten(
  creation: TableCreation,
  path: readonly string[],
): Promise<ResolvedTable | undefined> {
  try {
    const resolved = await resolveTableState(creation.namespace, path, creation.options);
    return (await isWritten(creation.engine, resolved)) ? resolved : undefined;
  } catch (error) {
    if (isNamespaceError(error, 4)) return undefined;
    throw error;
  }
}

async function isWritten(engine: TableEngine, { target, isOnlyDeclared }: ResolvedTable): Promise<boolean> {
  if (isOnlyDeclared === false) return true;
  try {
    (await engine.open(target)).close();
    return true;
  } catch (error) {
    if (isNamespaceError(error, 4)) return false;
    throw error;
  }
}

async function kept(
  creation: TableCreation,
  path: readonly string[],
  { target, properties }: ResolvedTable,
): Promise<CreatedTable> {
  return { response: await withVersion(creation, path, { location: target.location, properties }) };
}

/** Adds the version of the existing table to a response, unless another client has dropped that table since. */
async function withVersion(
  { namespace, engine, options }: TableCreation,
  path: readonly string[],
  response: CreateTableResponse,
): Promise<CreateTableResponse> {
  if (response.version !== undefined) return response;
  try {
    const table = await engine.open(await resolveTable(namespace, path, options));
    try {
      return { ...response, version: await table.version() };
    } finally {
      table.close();
    }
  } catch (error) {
    if (isNamespaceError(error, 1) || isNamespaceError(error, 4)) return response;
    throw error;
  }
}

async function written(
  table: Table,
  target: TableTarget,
  properties: Record<string, string>,
): Promise<CreatedTable> {
  const response = { location: target.location, version: await table.version(), properties };
  return { table, response };
}

function requireProperties(existing: ResolvedTable, requested: Record<string, string>): void {
  const keys = Object.keys(requested);
  const same =
    keys.length === Object.keys(existing.properties).length &&
    keys.every((key) => existing.properties[key] === requested[key]);
  if (!same) {
    throw new UnsupportedError("This namespace cannot replace the properties of an existing table.");
  }
}
