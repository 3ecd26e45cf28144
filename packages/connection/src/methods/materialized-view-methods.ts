import type { MaterializedView, MaterializedViewSelect } from "@lancedb/lancedb";
import { tablePath } from "../options/arguments.ts";
import { createView, listViews, openView } from "./materialized-views.ts";
import { UnsupportedMethods } from "./unsupported-methods.ts";

/** The methods of LanceDB's `Connection` for materialized views. They are in the namespace that is the root of the connection. */
export abstract class MaterializedViewMethods extends UnsupportedMethods {
  /**
   * LanceDB's native connection, which its functions take from a connection: `permutationBuilder(table).persist(db, name)`
   * writes a table of that name into the root namespace.
   *
   * @throws UnsupportedError where the connection's root is not that of the catalog
   */
  get inner(): unknown {
    return Reflect.get(this.requireCatalogRoot().engine.connection, "inner");
  }

  /**
   * Creates an empty materialized view over a table, both in this connection's root; `view.refresh()` computes the rows. The
   * source needs stable row ids (`storageOptions: { newTableEnableStableRowIds: "true" }` when it is created).
   *
   * Rejects with TableNotFound (4), TableAlreadyExists (5) or, for a query that LanceDB refuses, InvalidInput (13).
   */
  override async createMaterializedView(
    name: string,
    source: string,
    options: { select?: MaterializedViewSelect; where?: string; limit?: number } = {},
  ): Promise<MaterializedView> {
    const query = { ...options, source, sourceNamespace: this.absolutePath([]) };
    return this.call((parts) => createView(parts, this.absolutePath(tablePath(name, [])), query));
  }

  /** Opens a view of this connection's root; a table that is none is InvalidInput (13). */
  override async openMaterializedView(name: string): Promise<MaterializedView> {
    return this.call((parts) => openView(parts, this.absolutePath(tablePath(name, []))));
  }

  /** The names of the views in this connection's root, ascending. Opens every table there. */
  override async listMaterializedViews(): Promise<string[]> {
    return this.call((parts) => listViews(parts, this.absolutePath([])));
  }
}
