import {
  BaseNamespace,
  type CallOptions,
  type CountTableRowsRequest,
  type CountTableRowsResponse,
  type CreateTableRequest,
  type CreateTableResponse,
  type InsertIntoTableRequest,
  type InsertIntoTableResponse,
  type Namespace,
  type QueryTableRequest,
  type QueryTableResponse,
  supportsStagedCreation,
} from "@lancetree/core";
import type { Table as ArrowTable } from "apache-arrow";
import { readArrowStream } from "./arrow-stream.ts";
import { countTableRows } from "./count-table-rows.ts";
import { createTableIn, type TableCreation } from "./create-table.ts";
import { openTableEngine, type TableEngine, type TableEngineOptions } from "./engine.ts";
import { insertIntoTable, writeArrow } from "./insert-into-table.ts";
import { queryTable } from "./query-table.ts";

export interface WithTablesOptions extends TableEngineOptions {
  /** An engine to use instead of an own one; it then stays open when this namespace closes. */
  engine?: TableEngine | undefined;
}

/** A namespace whose data operations work; closing it closes what it opened, never the namespace inside. */
export interface TablesNamespace extends Namespace, AsyncDisposable {
  close(): Promise<void>;
}

/**
 * Gives a namespace that only knows names and locations the operations on data: `createTable`, `insertIntoTable`,
 * `queryTable` and `countTableRows` run on LanceDB at the location that `describeTable` or `declareTable` answers
 * with, using the `storage_options` of the answer. Every other operation goes to the namespace as it is.
 *
 * LanceDB starts with the first data operation, and each of them reads its whole body into memory.
 */
export function withTables(namespace: Namespace, options: WithTablesOptions = {}): TablesNamespace {
  return new NamespaceWithTables(namespace, options);
}

class NamespaceWithTables extends BaseNamespace implements TablesNamespace {
  readonly #inner: Namespace;
  readonly #options: WithTablesOptions;
  #engine: Promise<TableEngine> | undefined;

  constructor(inner: Namespace, options: WithTablesOptions) {
    super();
    this.#inner = inner;
    this.#options = options;
    const own = Object.getOwnPropertyNames(NamespaceWithTables.prototype);
    const forwarded = Object.getOwnPropertyNames(BaseNamespace.prototype).filter(
      (name) => !own.includes(name),
    );
    if (supportsStagedCreation(inner)) forwarded.push("createTableWith");
    for (const name of forwarded) {
      const operation: unknown = Reflect.get(inner, name);
      // What the namespace lacks stays Unsupported.
      if (typeof operation === "function")
        Object.defineProperty(this, name, { value: operation.bind(inner) });
    }
  }

  override async createTable(
    request: CreateTableRequest,
    options?: CallOptions,
  ): Promise<CreateTableResponse> {
    const { data, ...rest } = request;
    let rows: Promise<ArrowTable> | undefined;
    const engine = await this.#open();
    const write: TableCreation["write"] = async (target, { mode }) => {
      rows ??= readArrowStream(data);
      return writeArrow(engine, target, await rows, mode);
    };
    const created = await createTableIn({ namespace: this.#inner, engine, write, options }, rest);
    created.table?.close();
    return created.response;
  }

  override async insertIntoTable(
    request: InsertIntoTableRequest,
    options?: CallOptions,
  ): Promise<InsertIntoTableResponse> {
    return insertIntoTable(this.#inner, await this.#open(), request, options);
  }

  override async queryTable(request: QueryTableRequest, options?: CallOptions): Promise<QueryTableResponse> {
    return queryTable(this.#inner, await this.#open(), request, options);
  }

  override async countTableRows(
    request: CountTableRowsRequest,
    options?: CallOptions,
  ): Promise<CountTableRowsResponse> {
    return countTableRows(this.#inner, await this.#open(), request, options);
  }

  async close(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    await (await engine)?.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(): Promise<TableEngine> {
    if (this.#options.engine) return this.#options.engine;
    this.#engine ??= openTableEngine(this.#options);
    return this.#engine;
  }
}
