import {
  type CallOptions,
  type CreateNamespaceRequest,
  type CreateNamespaceResponse,
  type DropNamespaceRequest,
  type DropNamespaceResponse,
  isNamespaceError,
  namespaceNotEmpty,
  namespaceNotFound,
  parseCreateNamespace,
  parseDropNamespace,
  requireParent,
  resolveCreate,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../statements.ts";
import { objectId, splitId } from "../tree/object-id.ts";
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
  const json = JSON.stringify(properties);
  return untilDone(`changed namespace ${JSON.stringify(path)}`, async () => {
    const made = await unlessViolated(() =>
      catalog.change(options, async (database, attempt) => {
        const rows = await database.query(statements.insertNamespace, [
          catalog.name,
          attempt,
          id,
          parent,
          name,
          json,
        ]);
        return rows.length > 0 ? {} : undefined;
      }),
    );
    if (made.result !== undefined) return { properties: { ...properties } };
    const line = await readLine(catalog, path, options);
    const outcome = resolveCreate(path, "namespace", mode, line.kindOf);
    if (outcome === "keep") return { properties: { ...line.find(path)?.properties } };
    if (outcome === "replace" && (await overwrite(catalog, id, json, options)))
      return { properties: { ...properties } };
    // The object or its parent was created or dropped in between.
    return undefined;
  });
}

/** Replaces the properties and drops everything below. False if the namespace is gone. */
async function overwrite(
  catalog: Catalog,
  id: string,
  properties: string,
  options: CallOptions | undefined,
): Promise<boolean> {
  const made = await unlessViolated(() =>
    catalog.changeTogether(options, async (transaction, attempt) => {
      const locked = await transaction.query(statements.lockNamespace, [catalog.name, id]);
      if (locked.length === 0) return undefined;
      await transaction.query(statements.deleteBelow, [catalog.name, catalog.settings.retainSeconds, id]);
      await transaction.query(statements.replaceProperties, [catalog.name, attempt, id, properties]);
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
        const [statement, values] = withContents
          ? [statements.dropNamespaceCascade, [catalog.settings.retainSeconds]]
          : [statements.dropNamespace, []];
        const [row] = await database.query<{ properties: Record<string, string> }>(statement, [
          catalog.name,
          attempt,
          id,
          ...values,
        ]);
        return row;
      }),
    );
    if (dropped.result !== undefined) {
      if (withContents) catalog.files.start();
      return { properties: { ...dropped.result.properties } };
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
