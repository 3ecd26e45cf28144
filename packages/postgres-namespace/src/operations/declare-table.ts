import {
  type CallOptions,
  type DeclareTableRequest,
  type DeclareTableResponse,
  InvalidInputError,
  isProtected,
  parseDeclareTable,
  resolveCreate,
} from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import * as statements from "../statements.ts";
import { newLocation, uriOf } from "../tree/location.ts";
import { objectId, splitId } from "../tree/object-id.ts";
import { readLine } from "./read-line.ts";
import { unlessViolated, untilDone } from "./rounds.ts";

/** A table that is about to be declared. */
interface Declaration {
  readonly path: readonly string[];
  readonly properties: Record<string, string>;
  readonly location: string;
}

/** Creates a table without rows or a schema. */
export async function declareTable(
  catalog: Catalog,
  request: DeclareTableRequest,
  options?: CallOptions,
): Promise<DeclareTableResponse> {
  const { path, properties, location } = parseDeclaration(request);
  return untilDone(`changed table ${JSON.stringify(path)}`, async () => {
    const made = await unlessViolated(() =>
      catalog.change(options, async (database, attempt) => {
        const values = declarationOf(catalog, attempt, { path, properties, location });
        const rows = await database.query(statements.insertTable, values);
        return rows.length > 0 ? {} : undefined;
      }),
    );
    if (made.result !== undefined) {
      return declaredTable(catalog, request, { properties, location });
    }
    resolveCreate(path, "table", "create", (await readLine(catalog, path, options)).kindOf);
    return undefined;
  });
}

/** The values with which a statement inserts the row of a declared table. */
export function declarationOf(
  catalog: Catalog,
  attempt: string,
  { path, properties, location }: Declaration,
): unknown[] {
  const { parent, name } = splitId(path);
  const { tracksVersions } = catalog.settings;
  const json = JSON.stringify(properties);
  return [
    catalog.name,
    attempt,
    objectId(path),
    parent,
    name,
    json,
    location,
    true,
    isProtected(properties),
    tracksVersions,
  ];
}

export function declaredTable(
  catalog: Catalog,
  request: DeclareTableRequest,
  { properties, location }: Omit<Declaration, "path">,
): DeclareTableResponse {
  const storageOptions = catalog.vendedOptions(request.vend_credentials);
  return {
    location: uriOf(catalog.settings.root, location),
    properties: { ...properties },
    ...(catalog.settings.tracksVersions && { managed_versioning: true }),
    ...(storageOptions && { storage_options: storageOptions }),
  };
}

/** Rejects with InvalidInput for a request that names the location. */
export function parseDeclaration(request: DeclareTableRequest): Declaration {
  const { path, location, properties } = parseDeclareTable(request);
  if (location !== undefined) {
    throw new InvalidInputError(
      'The catalog picks the location of a declared table itself; leave "location" out, or register a table that is elsewhere.',
    );
  }
  return { path, properties, location: newLocation(path.at(-1) ?? "") };
}
