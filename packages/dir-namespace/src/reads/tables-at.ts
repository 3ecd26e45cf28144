import { type CallOptions, isNamespaceError, type TablesAtResponse, withoutTrailing } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { pathOf } from "../model/object-id.ts";
import { isReusable, plainLocation } from "../model/table-folders.ts";

/** The tables that lie at a location, in any spelling of it: by their rows, and the root table that its folder alone makes. */
export async function tablesAt(
  catalog: Catalog,
  location: string,
  options: CallOptions | undefined,
): Promise<TablesAtResponse> {
  const place = locationIn(catalog, location);
  if (place === undefined) return { isInside: false, ids: [] };
  const snapshot = await catalog.snapshot(options);
  const ids: string[][] = [];
  for (const row of snapshot.rows.inFolderOf(place)) {
    if (
      row.kind === "table" &&
      snapshot.rowExists(row) &&
      plainLocation(await catalog.folderOf(row)) === place
    )
      ids.push(pathOf(row.id));
  }
  if (ids.length === 0 && isReusable(place)) ids.push(...(await listedTable(catalog, place, options)));
  return { isInside: true, ids };
}

async function listedTable(
  catalog: Catalog,
  place: string,
  options: CallOptions | undefined,
): Promise<string[][]> {
  const id = [place.slice(0, -".lance".length)];
  try {
    const row = await catalog.findTable(id, options);
    return plainLocation(await catalog.folderOf(row)) === place ? [id] : [];
  } catch (error) {
    // No such table, or no table can have that name.
    if (isNamespaceError(error) && [1, 4, 13].includes(error.code)) return [];
    throw error;
  }
}

/** A location relative to the root; undefined for one that is not below it. */
function locationIn({ folder }: Catalog, location: string): string | undefined {
  const root = `${plain(folder.uri(""))}/`;
  const place = plain(location);
  if (!place.startsWith(root) || place.split("/").includes("..")) return undefined;
  return plainLocation(place.slice(root.length));
}

/** Without slashes at the end. Paths of the server's machine are without their scheme, escapes and doubled slashes. */
function plain(location: string): string {
  const trimmed = withoutTrailing(location, "/");
  if (!trimmed.startsWith("file:"))
    return trimmed.startsWith("/") ? trimmed.replace(/\/{2,}/g, "/") : trimmed;
  try {
    return decodeURIComponent(trimmed.replace(/^file:(?:\/\/)?/, ""));
  } catch {
    return trimmed;
  }
}
