import { Catalog } from "../catalog.ts";
import type { IntentState } from "../model/intent.ts";
import { pathOf } from "../model/object-id.ts";
import { possibleFolders, type Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";

/** What is the matter in a catalog. */
export interface CatalogInspection {
  /** The version that was looked at; 0 where there is no catalog yet. */
  readonly version: number;
  /** How many namespaces and tables the catalog's table names. */
  readonly objects: number;
  /** What keeps the catalog from being changed, a phrase each: entries that stand there twice, unknown kinds of entries. */
  readonly damage: readonly string[];
  /** Changes that were decided and whose tidying has not ended, because it is under way or its process was stopped. */
  readonly pendingIntents: readonly { readonly path: readonly string[]; readonly state: IntentState }[];
  /** What has metadata that cannot be read. */
  readonly unreadable: readonly (readonly string[])[];
  /** Tables whose folder is not there. */
  readonly tablesWithoutFolder: readonly (readonly string[])[];
}

/** So many folders are looked at together. */
const concurrency = 64;

/** Looks at the catalog and at whether each of its tables has a folder; opens no table and changes nothing. */
export async function inspectCatalog(options: DirectoryNamespaceOptions): Promise<CatalogInspection> {
  const catalog = new Catalog({ ...options, readConsistencyInterval: 0 });
  try {
    const snapshot = await catalog.snapshot();
    const rows = [...snapshot.rows.values()].filter((row) => snapshot.rowExists(row));
    return {
      version: snapshot.version,
      objects: rows.length,
      damage: snapshot.damage,
      pendingIntents: pendingIntents(snapshot),
      unreadable: rows.filter(({ readable }) => !readable).map(({ id }) => pathOf(id)),
      tablesWithoutFolder: await withoutFolder(catalog, rows),
    };
  } finally {
    await catalog.close();
  }
}

function pendingIntents(snapshot: Snapshot): CatalogInspection["pendingIntents"] {
  return [...snapshot.rows.withIntent()].flatMap(({ id, intent }) =>
    intent === undefined ? [] : [{ path: pathOf(id), state: intent.state }],
  );
}

async function withoutFolder({ folder }: Catalog, rows: readonly Row[]): Promise<string[][]> {
  const tables = rows.filter(({ kind }) => kind === "table");
  const found: string[][] = [];
  for (let start = 0; start < tables.length; start += concurrency) {
    const group = tables.slice(start, start + concurrency);
    const folders = await Promise.all(group.map((row) => folder.first(possibleFolders(row))));
    found.push(...group.filter((_, index) => folders[index] === undefined).map(({ id }) => pathOf(id)));
  }
  return found;
}
