import type { MaterializedView, MaterializedViewSelect } from "@lancedb/lancedb";
import type { Namespace } from "@lancetree/core";
import type { TableEngine } from "@lancetree/tables";
import { createView, listViews, openView } from "./materialized-views.ts";
import { RefusingConnection } from "./refusing-connection.ts";

/** What the calls of a connection work with. */
export interface OpenedParts {
  readonly namespace: Namespace;
  readonly engine: TableEngine;
}

/** The methods of LanceDB's `Connection` for materialized views, which LanceDB keeps in the root namespace only. */
export abstract class ViewConnection extends RefusingConnection {
  /**
   * LanceDB's native connection, which its functions take from a connection: `permutationBuilder(table).persist(db, name)`
   * writes a table of that name into the root namespace.
   */
  get inner(): unknown {
    return Reflect.get(this.openedRoot().engine.connection, "inner");
  }

  /**
   * Creates an empty materialized view over a table, both in the root namespace; `view.refresh()` computes the rows. The
   * source needs stable row ids (`storageOptions: { newTableEnableStableRowIds: "true" }` when it is created).
   *
   * Rejects with TableNotFound (4), TableAlreadyExists (5) or, for a query that LanceDB refuses, InvalidInput (13).
   */
  override async createMaterializedView(
    name: string,
    source: string,
    options: { select?: MaterializedViewSelect; where?: string; limit?: number } = {},
  ): Promise<MaterializedView> {
    return this.callInRoot((parts) => createView(parts, name, { ...options, source }));
  }

  /** Opens a view of the root namespace; a table that is none is InvalidInput (13). */
  override async openMaterializedView(name: string): Promise<MaterializedView> {
    return this.callInRoot((parts) => openView(parts, name));
  }

  /** The names of the views in the root namespace, ascending. Opens every table there. */
  override async listMaterializedViews(): Promise<string[]> {
    return this.callInRoot(listViews);
  }

  /** @throws InvalidInputError after `close()`, UnsupportedError where the connection's root is not that of the catalog */
  protected abstract openedRoot(): OpenedParts;

  /** Runs a call as every other of the connection. Rejects as {@link openedRoot} throws. */
  protected abstract callInRoot<Result>(work: (parts: OpenedParts) => Promise<Result>): Promise<Result>;
}
