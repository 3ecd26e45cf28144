import {
  type CallOptions,
  type CreateNamespaceRequest,
  type CreateNamespaceResponse,
  type DropNamespaceRequest,
  type DropNamespaceResponse,
  isNamespaceError,
  isProtected,
  namespaceNotEmpty,
  namespaceNotFound,
  parseCreateNamespace,
  parseDropNamespace,
  protectedError,
  requireParent,
  resolveCreate,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../statements.ts";
import { objectId, pathOf, splitId } from "../tree/object-id.ts";
import { refuseProtected } from "./protection.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

export async function createNamespace(
  catalog: Catalog,
  request: CreateNamespaceRequest,
  options?: CallOptions,
): Promise<CreateNamespaceResponse> {
  const { path, mode, properties } = parseCreateNamespace(request);
  if (path.length === 0) return { properties: {} };
  const id = objectId(path);
  const { parent, name } = splitId(path);
  const written: Written = { json: JSON.stringify(properties), isProtected: isProtected(properties) };
  return untilDone(`changed namespace ${JSON.stringify(path)}`, async () => {
    const made = await unlessViolated(() =>
      catalog.change(options, async (database, attempt) => {
        const rows = await database.query(statements.insertNamespace, [
          catalog.name,
          attempt,
          id,
          parent,
          name,
          written.json,
          written.isProtected,
        ]);
        return rows.length > 0 ? {} : undefined;
      }),
    );
    if (made.result !== undefined) return { properties: { ...properties } };
    const line = await readLine(catalog, path, options);
    const outcome = resolveCreate(path, "namespace", mode, line.kindOf);
    if (outcome === "keep") return { properties: { ...line.find(path)?.properties } };
    if (outcome === "replace" && (await overwrite(catalog, path, written, options)))
      return { properties: { ...properties } };
    // The object or its parent was created or dropped in between.
    return undefined;
  });
}

/** The properties of a row, and what follows from them. */
interface Written {
  readonly json: string;
  readonly isProtected: boolean;
}

/** Replaces the properties and drops everything below. False if the namespace is gone. */
async function overwrite(
  catalog: Catalog,
  path: readonly string[],
  { json, isProtected: flag }: Written,
  options: CallOptions | undefined,
): Promise<boolean> {
  const id = objectId(path);
  const { retainSeconds } = catalog.settings;
  const made = await unlessViolated(() =>
    catalog.changeTogether(options, async (transaction, attempt) => {
      const [locked] = await transaction.query<{ protected: boolean }>(statements.lockNamespace, [
        catalog.name,
        id,
      ]);
      if (locked === undefined) return undefined;
      if (locked.protected) throw protectedError(path);
      const [below] = await transaction.query<{ protected_id: string | null }>(statements.dropBelow, [
        catalog.name,
        attempt,
        id,
        retainSeconds,
      ]);
      if (typeof below?.protected_id === "string") throw protectedError(pathOf(below.protected_id));
      await transaction.query(statements.replaceProperties, [catalog.name, attempt, id, json, flag]);
      await transaction.query(statements.recordChange, [catalog.name, attempt, "{}"]);
      return {};
    }),
  );
  if (made.result !== undefined) catalog.files.start();
  return made.result !== undefined;
}

export async function dropNamespace(
  catalog: Catalog,
  request: DropNamespaceRequest,
  options?: CallOptions,
): Promise<DropNamespaceResponse> {
  const { path, mode, behavior } = parseDropNamespace(request);
  try {
    return await drop(catalog, path, behavior === "cascade", options);
  } catch (error) {
    if (mode === "skip" && isNamespaceError(error, 1)) return {};
    throw error;
  }
}

async function drop(
  catalog: Catalog,
  path: readonly string[],
  withContents: boolean,
  options: CallOptions | undefined,
): Promise<DropNamespaceResponse> {
  const id = objectId(path);
  return untilDone(`created objects in namespace ${JSON.stringify(path)}`, async () => {
    const dropped = await unlessViolated(() =>
      catalog.change<{ properties: Record<string, string> }>(options, async (database, attempt) => {
        const statement = withContents ? statements.dropNamespaceCascade : statements.dropNamespace;
        const values = [catalog.name, attempt, id, catalog.settings.retainSeconds];
        const [row] = await database.query<{ properties: Record<string, string> }>(statement, values);
        return row;
      }),
    );
    if (dropped.result !== undefined) {
      if (withContents) catalog.files.start();
      return { properties: { ...dropped.result.properties } };
    }
    if (dropped.isProtected) {
      await refuseProtected(catalog, path, options);
      // The flag was turned off meanwhile.
      return undefined;
    }
    if (dropped.isViolated && !withContents) throw namespaceNotEmpty(path);
    // With a cascade, something was created below meanwhile.
    if (dropped.isViolated) return undefined;
    const { kindOf } = await readLine(catalog, path, options);
    requireParent(path, kindOf);
    const found = kindOf(path);
    if (found !== "namespace") throw namespaceNotFound(path, found);
    return undefined;
  });
}
