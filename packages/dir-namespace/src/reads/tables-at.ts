import { type CallOptions, isNamespaceError, type TablesAtResponse, withoutTrailing } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { pathOf } from "../model/object-id.ts";
import { isReusable, plainLocation } from "../model/table-folders.ts";

/** The tables at a location, in any spelling of it: by their rows, or the root table that exists by its folder alone. */
export async function tablesAt(
  catalog: Catalog,
  location: string,
  options: CallOptions | undefined,
): Promise<TablesAtResponse> {
  const relative = locationIn(catalog, location);
  if (relative === undefined) return { isInside: false, ids: [] };
  const snapshot = await catalog.snapshot(options);
  const ids: string[][] = [];
  for (const row of snapshot.rows.inFolderOf(relative)) {
    if (
      row.kind === "table" &&
      snapshot.rowExists(row) &&
      plainLocation(await catalog.folderOf(row)) === relative
    )
      ids.push(pathOf(row.id));
  }
  if (ids.length === 0 && isReusable(relative)) ids.push(...(await listedTable(catalog, relative, options)));
  return { isInside: true, ids };
}

async function listedTable(
  catalog: Catalog,
  relative: string,
  options: CallOptions | undefined,
): Promise<string[][]> {
  const id = [relative.slice(0, -".lance".length)];
  try {
    const row = await catalog.findTable(id, options);
    return plainLocation(await catalog.folderOf(row)) === relative ? [id] : [];
  } catch (error) {
    // No such table, or no table can have that name.
    if (isNamespaceError(error) && [1, 4, 13].includes(error.code)) return [];
    throw error;
  }
}

/** A location relative to the root; undefined for one that is not below it. */
function locationIn({ folder }: Catalog, location: string): string | undefined {
  const root = `${normalize(folder.uri(""))}/`;
  const normalized = normalize(location);
  if (!normalized.startsWith(root) || normalized.split("/").includes("..")) return undefined;
  return plainLocation(normalized.slice(root.length));
}

/** Normalizes a location: without trailing slashes; a local path also without its scheme, escapes and doubled slashes. */
function normalize(location: string): string {
  const trimmed = withoutTrailing(location, "/");
  if (!trimmed.startsWith("file:"))
    return trimmed.startsWith("/") ? trimmed.replace(/\/{2,}/g, "/") : trimmed;
  try {
    return decodeURIComponent(trimmed.replace(/^file:(?:\/\/)?/, ""));
  } catch {
    return trimmed;
  }
}
