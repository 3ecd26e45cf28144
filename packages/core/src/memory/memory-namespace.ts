import type { CallOptions } from "../call-options.ts";
import type {
  AlterPropertiesRequest,
  AlterPropertiesResponse,
  CatalogExtensions,
} from "../catalog-extensions.ts";
import { BaseNamespace } from "../generated/base-namespace.ts";
import type * as types from "../generated/operation-types.ts";
import type { FindObjectsRequest, FindObjectsResponse, ObjectFinding } from "../object-finding.ts";
import { compareBytes } from "../order.ts";
import { pageOf } from "../pages.ts";
import {
  parseCreateNamespace,
  parseCreateTable,
  parseDeclareTable,
  parseDropNamespace,
  parseListAllTables,
  parseListNamespaces,
  parseListTables,
  parseNamespaceId,
  parseRegisterTable,
  parseRenameTable,
  parseTableId,
} from "../requests.ts";
import type { CreateTableRequestWithoutData, StagedTable, StagedTableCreation } from "../staged-creation.ts";
import {
  type KindOf,
  namespaceNotEmpty,
  namespaceNotFound,
  requireNamespace,
  requireTable,
  resolveCreate,
  tableNotFound,
} from "../tree.ts";
import { alterProperties, unprotected } from "./alter-properties.ts";
import { describe, describeTable, noData } from "./describe-table.ts";
import { findObjects } from "./find-objects.ts";
import { childNames, MemoryTree, type TableEntry } from "./memory-tree.ts";
import { readToEnd } from "./read-to-end.ts";

/** How a {@link MemoryNamespace} is set up. */
export interface MemoryNamespaceOptions {
  /** The prefix of the locations of new tables; default `memory://tables`. */
  readonly root?: string | undefined;
}

/**
 * A catalog in memory that exists as long as its process, for tests and as an example of a backend. It stores names,
 * properties and locations. It has no data engine: `createTable` reads the stream to its end and discards it, and
 * operations on rows, columns, indices, versions, tags and branches are Unsupported.
 *
 * Every operation checks its request, reads the map and changes it without an `await` in between, so no other
 * operation can run between the read and the change.
 */
export class MemoryNamespace
  extends BaseNamespace
  implements StagedTableCreation, ObjectFinding, Pick<CatalogExtensions, "alterProperties">
{
  readonly #root: string;
  readonly #tree = new MemoryTree();
  #tablesMade = 0;

  constructor(options: MemoryNamespaceOptions = {}) {
    super();
    this.#root = options.root ?? "memory://tables";
  }

  override async createNamespace(
    request: types.CreateNamespaceRequest,
    options?: CallOptions,
  ): Promise<types.CreateNamespaceResponse> {
    options?.signal?.throwIfAborted();
    const { path, mode, properties } = unprotected(parseCreateNamespace(request));
    const outcome = resolveCreate(path, "namespace", mode, this.#kindOf);
    if (outcome === "keep") return { properties: { ...this.#tree.find(path)?.properties } };
    for (const entry of this.#tree.below(path)) this.#tree.remove(entry.path);
    this.#tree.put({ kind: "namespace", path, properties });
    return { properties: { ...properties } };
  }

  override async listNamespaces(
    request: types.ListNamespacesRequest,
    options?: CallOptions,
  ): Promise<types.ListNamespacesResponse> {
    options?.signal?.throwIfAborted();
    const { path, page } = parseListNamespaces(request);
    requireNamespace(path, this.#kindOf);
    const children = this.#tree.below(path).filter((entry) => entry.kind === "namespace");
    const { names, ...rest } = pageOf(childNames(children, path), page);
    return { namespaces: names, ...rest };
  }

  override async describeNamespace(
    request: types.DescribeNamespaceRequest,
    options?: CallOptions,
  ): Promise<types.DescribeNamespaceResponse> {
    options?.signal?.throwIfAborted();
    const path = parseNamespaceId(request);
    requireNamespace(path, this.#kindOf);
    return { properties: { ...this.#tree.find(path)?.properties } };
  }

  override async namespaceExists(
    request: types.NamespaceExistsRequest,
    options?: CallOptions,
  ): Promise<types.NamespaceExistsResponse> {
    options?.signal?.throwIfAborted();
    requireNamespace(parseNamespaceId(request), this.#kindOf);
    return {};
  }

  override async dropNamespace(
    request: types.DropNamespaceRequest,
    options?: CallOptions,
  ): Promise<types.DropNamespaceResponse> {
    options?.signal?.throwIfAborted();
    const { path, mode, behavior } = parseDropNamespace(request);
    const dropped = this.#tree.find(path);
    if (dropped?.kind !== "namespace") {
      if (mode === "skip") return { properties: {} };
      requireNamespace(path.slice(0, -1), this.#kindOf);
      throw namespaceNotFound(path, dropped?.kind);
    }
    const below = this.#tree.below(path);
    if (behavior === "restrict" && below.length > 0) throw namespaceNotEmpty(path);
    for (const entry of [...below, dropped]) this.#tree.remove(entry.path);
    return { properties: dropped.properties };
  }

  override async listTables(
    request: types.ListTablesRequest,
    options?: CallOptions,
  ): Promise<types.ListTablesResponse> {
    options?.signal?.throwIfAborted();
    const { path, page, includeDeclared } = parseListTables(request);
    requireNamespace(path, this.#kindOf);
    const { names, ...rest } = pageOf(childNames(this.#tree.tablesBelow(path, includeDeclared), path), page);
    return { tables: names, ...rest };
  }

  override async listAllTables(
    request: types.ListAllTablesRequest,
    options?: CallOptions,
  ): Promise<types.ListAllTablesResponse> {
    options?.signal?.throwIfAborted();
    const { page, includeDeclared, delimiter } = parseListAllTables(request);
    const identifiers = this.#tree
      .tablesBelow([], includeDeclared)
      .map((entry) => entry.path.join(delimiter));
    const { names, ...rest } = pageOf(identifiers.toSorted(compareBytes), page);
    return { tables: names, ...rest };
  }

  override async createTable(
    request: types.CreateTableRequest,
    options?: CallOptions,
  ): Promise<types.CreateTableResponse> {
    return this.createTableWith(request, () => readToEnd(request.data), options);
  }

  async createTableWith(
    request: CreateTableRequestWithoutData,
    write: (target: StagedTable) => Promise<void>,
    options?: CallOptions,
  ): Promise<types.CreateTableResponse> {
    options?.signal?.throwIfAborted();
    const { path, mode, properties } = unprotected(parseCreateTable(request));
    const { outcome, existing } = this.#resolveTable(path, mode);
    if (outcome === "keep" && existing) return describe(existing);
    const location = outcome === "fill" && existing ? existing.location : this.#newLocation();
    await write({ location, mode: "create" });
    options?.signal?.throwIfAborted();
    // The tree may have changed while the data was written, so it is read again.
    const now = this.#resolveTable(path, mode);
    if (now.outcome === "keep" && now.existing) return describe(now.existing);
    const kept = now.outcome === "fill" ? now.existing?.properties : {};
    return describe(
      this.#tree.put({
        kind: "table",
        path,
        location,
        declared: false,
        properties: { ...kept, ...properties },
      }),
    );
  }

  override async declareTable(
    request: types.DeclareTableRequest,
    options?: CallOptions,
  ): Promise<types.DeclareTableResponse> {
    options?.signal?.throwIfAborted();
    const { path, location = this.#newLocation(), properties } = unprotected(parseDeclareTable(request));
    resolveCreate(path, "table", "create", this.#kindOf);
    return describe(this.#tree.put({ kind: "table", path, location, properties, declared: true }));
  }

  override async registerTable(
    request: types.RegisterTableRequest,
    options?: CallOptions,
  ): Promise<types.RegisterTableResponse> {
    options?.signal?.throwIfAborted();
    const { path, location, mode, properties } = unprotected(parseRegisterTable(request));
    resolveCreate(path, "table", mode, this.#kindOf);
    return describe(this.#tree.put({ kind: "table", path, location, properties, declared: false }));
  }

  override async describeTable(
    request: types.DescribeTableRequest,
    options?: CallOptions,
  ): Promise<types.DescribeTableResponse> {
    options?.signal?.throwIfAborted();
    return describeTable(this.#requireTable(parseTableId(request)), request);
  }

  override async tableExists(
    request: types.TableExistsRequest,
    options?: CallOptions,
  ): Promise<types.TableExistsResponse> {
    options?.signal?.throwIfAborted();
    this.#requireTable(parseTableId(request));
    if ((request.version ?? null) !== null) throw noData("a version");
    return {};
  }

  override async dropTable(
    request: types.DropTableRequest,
    options?: CallOptions,
  ): Promise<types.DropTableResponse> {
    options?.signal?.throwIfAborted();
    return this.#takeTable(parseTableId(request));
  }

  override async deregisterTable(
    request: types.DeregisterTableRequest,
    options?: CallOptions,
  ): Promise<types.DeregisterTableResponse> {
    options?.signal?.throwIfAborted();
    return this.#takeTable(parseTableId(request));
  }

  override async renameTable(
    request: types.RenameTableRequest,
    options?: CallOptions,
  ): Promise<types.RenameTableResponse> {
    options?.signal?.throwIfAborted();
    const { from, to } = parseRenameTable(request);
    const table = this.#requireTable(from);
    resolveCreate(to, "table", "create", this.#kindOf);
    this.#tree.remove(from);
    this.#tree.put({ ...table, path: to });
    return {};
  }

  /** Changes some properties of a namespace or a table, and keeps the others. */
  async alterProperties(
    request: AlterPropertiesRequest,
    options?: CallOptions,
  ): Promise<AlterPropertiesResponse> {
    options?.signal?.throwIfAborted();
    return { properties: { ...alterProperties(this.#tree, request) } };
  }

  /** Finds namespaces and tables by a part of their names. */
  async findObjects(request: FindObjectsRequest, options?: CallOptions): Promise<FindObjectsResponse> {
    options?.signal?.throwIfAborted();
    return findObjects(this.#tree, request);
  }

  readonly #kindOf: KindOf = (path) => this.#tree.find(path)?.kind;

  /** As `resolveCreate`, except that creating a declared table fills it. */
  #resolveTable(path: readonly string[], mode: "create" | "exist_ok" | "overwrite") {
    const existing = this.#tree.find(path);
    const declared = existing?.kind === "table" && existing.declared;
    const outcome = resolveCreate(path, "table", declared ? "overwrite" : mode, this.#kindOf);
    return {
      outcome: declared && mode !== "overwrite" ? ("fill" as const) : outcome,
      existing: existing?.kind === "table" ? existing : undefined,
    };
  }

  #requireTable(path: readonly string[]): TableEntry {
    requireTable(path, this.#kindOf);
    const entry = this.#tree.find(path);
    if (entry?.kind !== "table") throw tableNotFound(path, entry?.kind);
    return entry;
  }

  #takeTable(path: readonly string[]) {
    const { location, properties } = this.#requireTable(path);
    this.#tree.remove(path);
    return { id: [...path], location, properties };
  }

  #newLocation(): string {
    this.#tablesMade += 1;
    return `${this.#root}/${this.#tablesMade}.lance`;
  }
}
