import type { MaterializedView, MaterializedViewSelect } from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import type { AbortOptions } from "../options/abort-options.ts";
import { tablePath } from "../options/arguments.ts";
import { createView, listViews, openView } from "./materialized-views.ts";
import { UnsupportedMethods } from "./unsupported-methods.ts";

/** The methods of LanceDB's `Connection` for materialized views. They are in the namespace that is the root of the connection. */
export abstract class MaterializedViewMethods extends UnsupportedMethods {
  /**
   * LanceDB's native connection, which its functions take from a connection: `permutationBuilder(table).persist(db, name)`
   * writes a table of that name into the root namespace.
   *
   * @throws UnsupportedError where the connection's root is not that of the catalog, InvalidInputError where LanceDB was loaded after
   * the connection was opened and the connection has opened no table yet
   */
  get inner(): unknown {
    const { connection } = this.requireCatalogRoot().engine;
    if (connection !== undefined) return Reflect.get(connection, "inner");
    throw new InvalidInputError(
      "This connection was opened before LanceDB was loaded: open a table with it before you pass it to a function of LanceDB, or import LanceDB before you connect.",
    );
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
    {
      signal,
      ...query
    }: { select?: MaterializedViewSelect; where?: string; limit?: number } & AbortOptions = {},
  ): Promise<MaterializedView> {
    const path = this.absolutePath(tablePath(name, []));
    const viewQuery = { ...query, source, sourceNamespace: this.absolutePath([]) };
    return this.call(signal, (parts, options) => createView(parts, path, viewQuery, options), closeView);
  }

  /** Opens a view of this connection's root. Rejects with InvalidInput (13) for a table that is not a view. */
  override async openMaterializedView(
    name: string,
    { signal }: AbortOptions = {},
  ): Promise<MaterializedView> {
    const path = this.absolutePath(tablePath(name, []));
    return this.call(signal, (parts, options) => openView(parts, path, options), closeView);
  }

  /** The names of the views in this connection's root, ascending. Opens every table there. */
  override async listMaterializedViews({ signal }: AbortOptions = {}): Promise<string[]> {
    return this.call(signal, (parts, options) => listViews(parts, this.absolutePath([]), options));
  }
}

function closeView(view: MaterializedView): void {
  view.table().close();
}
