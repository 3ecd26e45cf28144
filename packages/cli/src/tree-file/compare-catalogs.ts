import type { Namespace } from "@lancetree/core";
import { formatPath } from "../paths.ts";
import { type CatalogTree, type ReadTreeOptions, readCatalogTree } from "./catalog-tree.ts";
import { type Change, type Conflict, planChanges } from "./plan-changes.ts";

/** What one catalog lacks or has in addition, compared with another one that has the same root. */
export interface Comparison {
  /** The number of objects that are the same in both. */
  readonly equal: number;
  /** Objects that the target lacks, each namespace before its content. */
  readonly missing: readonly Change[];
  /** Objects that only the target has. */
  readonly additional: readonly Change[];
  /** Objects of the source that are different in the target, or that cannot be read because of their names. */
  readonly conflicts: readonly Conflict[];
}

/**
 * Reads both catalogs and compares names, properties and locations.
 *
 * @param options - `choice` is either of the two catalogs: locations are relative to their common root
 */
export async function compareCatalogs(
  source: Namespace,
  target: Namespace,
  options: Omit<ReadTreeOptions, "onInvalid">,
): Promise<Comparison> {
  const conflicts: Conflict[] = [];
  const read = async (namespace: Namespace): Promise<CatalogTree> => {
    const tree = await readCatalogTree(namespace, [], {
      ...options,
      onInvalid: (path, { message }) =>
        void conflicts.push({ path, message: `${formatPath(path)} cannot be copied: ${message}` }),
    });
    return { ...tree, tables: tree.tables.filter((table) => !isFolderOfDatabase(table)) };
  };
  const [sourceTree, existing] = [await read(source), await read(target)];
  const plan = planChanges(sourceTree, existing, true);
  const isRemoval = ({ action }: Change): boolean => action === "deregister" || action === "drop-namespace";
  const missing = plan.changes.filter((change) => !isRemoval(change));
  const different = new Set(
    [...missing.map(({ entry }) => entry), ...plan.conflicts].map(({ path }) => JSON.stringify(path)),
  );
  return {
    equal: sourceTree.namespaces.length + sourceTree.tables.length - different.size,
    missing,
    additional: plan.changes.filter(isRemoval),
    conflicts: [...conflicts, ...plan.conflicts],
  };
}

/** A folder lists every `*.lance` in it as a table, those of a catalog in PostgreSQL included, whose names begin with 16 digits. */
function isFolderOfDatabase({ path, location }: CatalogTree["tables"][number]): boolean {
  const [name = ""] = path;
  return path.length === 1 && location === `${name}.lance` && /^[0-9a-f]{16}_/.test(name);
}
