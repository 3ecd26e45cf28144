import type { Catalog } from "../catalog.ts";
import type { IntentState } from "../model/intent.ts";
import { pathOf } from "../model/object-id.ts";
import { possibleFolders, type Row } from "../model/row.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { DirectoryNamespaceOptions } from "../options/directory-options.ts";
import { withCatalog } from "./with-catalog.ts";

/** The findings of an inspection. */
export interface CatalogInspection {
  /** The version that was read; 0 if there is no catalog yet. */
  readonly version: number;
  /** The number of namespaces and tables with a row. */
  readonly objects: number;
  /** The reasons why the catalog cannot be changed, one phrase each: duplicate entries, entries of unknown types. */
  readonly damage: readonly string[];
  /** Changes that are committed and not completed, because they are in progress or their process has ended. */
  readonly pendingIntents: readonly { readonly path: readonly string[]; readonly state: IntentState }[];
  /** Objects whose metadata cannot be read. */
  readonly unreadable: readonly (readonly string[])[];
  /** Tables whose folder does not exist. */
  readonly tablesWithoutFolder: readonly (readonly string[])[];
}

/** Folders checked at the same time. */
const concurrency = 64;

/** Inspects the catalog and checks that each table has a folder; opens no table and changes nothing. */
export function inspectCatalog(options: DirectoryNamespaceOptions): Promise<CatalogInspection> {
  return withCatalog(options, async (catalog) => {
    const snapshot = await catalog.snapshot();
    const rows = [...snapshot.rows.values()].filter((row) => snapshot.rowExists(row));
    return {
      version: snapshot.version,
      objects: rows.length,
      damage: snapshot.damage,
      pendingIntents: pendingIntents(snapshot),
      unreadable: rows.filter(({ readable }) => !readable).map(({ id }) => pathOf(id)),
      tablesWithoutFolder: await tablesWithoutFolder(catalog, rows),
    };
  });
}

function pendingIntents(snapshot: Snapshot): CatalogInspection["pendingIntents"] {
  return [...snapshot.rows.withIntent()].flatMap(({ id, intent }) =>
    intent === undefined ? [] : [{ path: pathOf(id), state: intent.state }],
  );
}

async function tablesWithoutFolder({ folder }: Catalog, rows: readonly Row[]): Promise<string[][]> {
  const tables = rows.filter(({ kind }) => kind === "table");
  const found: string[][] = [];
  for (let start = 0; start < tables.length; start += concurrency) {
    const group = tables.slice(start, start + concurrency);
    const folders = await Promise.all(group.map((row) => folder.first(possibleFolders(row))));
    found.push(...group.filter((_, index) => folders[index] === undefined).map(({ id }) => pathOf(id)));
  }
  return found;
}
