import type { CallOptions } from "./call-options.ts";

/** Which table to clone, and the name of the clone. */
export interface CloneTableRequest {
  /** The path of the new table. */
  id: string[];
  /** The path of the table that is cloned. */
  source_id: string[];
  /** The version of the source, by default the latest. Not together with `source_tag`. */
  source_version?: number | undefined;
  /** A tag that names the version of the source. */
  source_tag?: string | undefined;
}

/** The new table. */
export interface CloneTableResponse {
  location?: string | undefined;
  version?: number | undefined;
}

/** Where a table lies, in any spelling of it: a path of the server's machine, or a URI. */
export interface TablesAtRequest {
  location: string;
}

/** The tables that lie at a location. */
export interface TablesAtResponse {
  /** Whether tables of the namespace may lie there. */
  isInside: boolean;
  /** The paths of the tables, mostly one; several where a folder was registered under several names. */
  ids: string[][];
}

/**
 * An optional ability of a namespace, which the protocol does not have and LanceDB's remote clients ask for: a new table
 * with the rows, the schema and the indices that another table of the same namespace has at one version. Both tables
 * change independently afterwards, and each can be dropped without the other.
 *
 * Rejects with TableNotFound (4) for a missing source, TableVersionNotFound (11), TableTagNotFound (8),
 * TableAlreadyExists (5) for a name that is taken, NamespaceNotFound (1) for a missing parent, InvalidInput (13), and
 * Unsupported (0) where the files cannot be shared.
 */
export interface TableCloning {
  cloneTable(request: CloneTableRequest, options?: CallOptions): Promise<CloneTableResponse>;
  /**
   * The tables at a location, by which those clients name the source. It is only ever compared, never opened, and finding a table
   * takes as long in a large catalog as in a small one. Rejects with Unsupported where tables cannot be found so.
   */
  tablesAt(request: TablesAtRequest, options?: CallOptions): Promise<TablesAtResponse>;
}

/** A namespace that finds tables by their locations. */
export type TableFinding = Pick<TableCloning, "tablesAt">;

/** Whether a namespace finds tables by their locations, as {@link TableFinding} does. */
export function supportsFinding<Backend extends object>(backend: Backend): backend is Backend & TableFinding {
  return "tablesAt" in backend && typeof backend.tablesAt === "function";
}

/** Whether a namespace has the ability of {@link TableCloning}. */
export function supportsCloning<Backend extends object>(backend: Backend): backend is Backend & TableCloning {
  return "cloneTable" in backend && typeof backend.cloneTable === "function" && supportsFinding(backend);
}
