import {
  type CallOptions,
  isNamespaceError,
  type Namespace,
  paginate,
  parseIdentifier,
  TableNotFoundError,
  UnsupportedError,
  withoutTrailing,
} from "@lancetree/core";

/**
 * The path of the table that lies at a location, in any spelling of it: what a description answers with, or the path of the
 * folder. A location is only ever compared, never opened.
 *
 * Rejects with TableNotFound where tables lie beside the location and none at it, with Unsupported for a location elsewhere.
 */
export async function findTableAt(
  namespace: Namespace,
  location: string,
  options: CallOptions,
): Promise<string[]> {
  const wanted = plain(location);
  const places = new Set<string>();
  const isThere = async (id: string[]): Promise<boolean> => {
    const place = await locationOf(namespace, id, options);
    if (place === undefined) return false;
    places.add(parentOf(place));
    return place === wanted;
  };
  for (const id of likelyPaths(wanted)) if (await isThere(id)) return id;
  const all = paginate(
    (token) => namespace.listAllTables({ delimiter, page_token: token }, options),
    ({ tables }) => tables,
  );
  for await (const name of all) {
    const id = parseIdentifier(name, delimiter);
    if (await isThere(id)) return id;
  }
  const shown = JSON.stringify(location.slice(0, 300));
  if (places.has(parentOf(wanted))) throw new TableNotFoundError(`There is no table at ${shown}.`);
  throw new UnsupportedError(
    `Only a table of the same database can be cloned, by the location that describing it answers; ${shown} is none of them.`,
  );
}

/** No name of a table has it. */
const delimiter = "\u001f";

/** Folders of tables are named after them, as `name.lance` or `<token>_<namespace>$<name>`; a renamed table keeps its folder. */
function likelyPaths(place: string): string[][] {
  const folder = place.slice(place.lastIndexOf("/") + 1);
  if (folder.endsWith(".lance")) return [[folder.slice(0, -".lance".length)]];
  const path = folder.slice(folder.indexOf("_") + 1).split("$");
  // Where the database is a part of a tree, its own path begins later.
  return path.map((_, index) => path.slice(index)).filter((id) => id.every((part) => part !== ""));
}

async function locationOf(
  namespace: Namespace,
  id: string[],
  options: CallOptions,
): Promise<string | undefined> {
  try {
    const { location } = await namespace.describeTable({ id, vend_credentials: false }, options);
    return location === undefined || location === null ? undefined : plain(location);
  } catch (error) {
    // No such table, or no table can have that name.
    if (isNamespaceError(error) && [1, 4, 13].includes(error.code)) return undefined;
    throw error;
  }
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

function parentOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/"));
}
