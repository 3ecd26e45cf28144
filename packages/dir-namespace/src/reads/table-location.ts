import { InvalidInputError, withoutTrailing } from "@lancetree/core";
import type { Catalog } from "../catalog.ts";
import { parentOf } from "../model/object-id.ts";
import { rootLocation } from "../model/table-folders.ts";

/**
 * Rejects the location of a table that is being declared unless it is the one that the catalog picks. The locations of tables below
 * namespaces are random, so that only a root table's is known before.
 */
export function assertDeclaredLocation(catalog: Catalog, id: string, location: string | undefined): void {
  if (location === undefined) return;
  const isAtRoot = catalog.context.listing && parentOf(id) === "";
  const own = isAtRoot ? catalog.folder.uri(rootLocation(id)) : undefined;
  if (own !== undefined && withoutTrailing(location, "/") === own) return;
  throw new InvalidInputError(
    `The directory catalog picks the location of a declared table itself${own === undefined ? "" : ` (here ${own})`}; leave "location" out, or register a table that is elsewhere.`,
  );
}
