import type { CallOptions, Namespace } from "@lancetree/core";
import { resolveTableState } from "./resolve-table.ts";
import type { TableTarget } from "./table-target.ts";

/**
 * Finds the tables that LanceDB requests by path: the source of a materialized view, and the table that
 * `permutationBuilder(…).persist(db, name)` writes.
 */
export interface TableNames {
  /**
   * Rejects with TableNotFound (4) if no table exists at the path. `isWritten` is undefined if the catalog does not
   * report it.
   */
  find(path: readonly string[]): Promise<{ target: TableTarget; isWritten: boolean | undefined }>;
  /** Reserves the name for a table that LanceDB then writes. Rejects with TableAlreadyExists (5). */
  declare(path: readonly string[]): Promise<TableTarget>;
}

/** The tables of a namespace, under their own paths. */
export function tableNamesOf(namespace: Namespace, options?: CallOptions): TableNames {
  return {
    async find(path) {
      const { target, isOnlyDeclared } = await resolveTableState(namespace, path, options);
      return { target, isWritten: isOnlyDeclared === undefined ? undefined : !isOnlyDeclared };
    },
    async declare(path) {
      await namespace.declareTable({ id: [...path] }, options);
      return (await resolveTableState(namespace, path, options)).target;
    },
  };
}
