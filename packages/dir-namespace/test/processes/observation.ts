import { isNamespaceError, type Namespace } from "@lancetree/core";
import type { Table, TableEngine } from "@lancetree/tables";
import type { FolderStatus } from "../../src/model/effect.ts";
import { pathOf } from "../../src/model/object-id.ts";
import type { Versions } from "./versions.ts";

/** What a reader saw between two versions while others wrote. */
export type Probe = { readonly from: number; readonly to: number } & (
  | { readonly saw: "folders"; readonly listed: ReadonlyMap<string, FolderStatus> }
  | { readonly saw: "table"; readonly id: string; readonly content: TableContent }
  | { readonly saw: "result"; readonly read: Read; readonly id: string; readonly result: ReadResult }
);

export const readKinds = [
  "describeNamespace",
  "namespaceExists",
  "listNamespaces",
  "listTables",
  "describeTable",
  "tableExists",
] as const;

export type Read = (typeof readKinds)[number];

/** The result of a read: the operation that made the object, the names in a namespace, or the code of the error. */
export interface ReadResult {
  readonly code?: number | undefined;
  readonly message?: string | undefined;
  readonly by?: string | undefined;
  readonly names?: readonly string[] | undefined;
}

/** The writer of each row, or why there is nothing to read. */
export type TableContent = { readonly writers: readonly string[] } | { readonly problem: string };

export class Prober {
  readonly #namespace: Namespace;
  readonly #engine: TableEngine;
  readonly #versions: Versions;

  constructor(namespace: Namespace, engine: TableEngine, versions: Versions) {
    this.#namespace = namespace;
    this.#engine = engine;
    this.#versions = versions;
  }

  /** Ids of all tables, in their stored form. */
  async tables(): Promise<string[]> {
    return (await this.#namespace.listAllTables({ delimiter: "$" })).tables;
  }

  /** The rows of a table, read with LanceDB at the location in the catalog. */
  async table(id: string): Promise<Probe> {
    const from = await this.#versions.latest();
    const content = await this.#content(id);
    return { saw: "table", from, to: await this.#versions.latest(), id, content };
  }

  /** What the catalog says of an object, or of its content. */
  async result(read: Read, id: string): Promise<Probe> {
    const from = await this.#versions.latest();
    const result = await this.#ask(read, pathOf(id)).catch((error: unknown) => ({
      code: isNamespaceError(error) ? error.code : -1,
      message: String(error),
    }));
    return { saw: "result", from, to: await this.#versions.latest(), read, id, result };
  }

  async #ask(read: Read, id: string[]): Promise<ReadResult> {
    switch (read) {
      case "describeNamespace":
      case "describeTable":
        return { by: (await this.#namespace[read]({ id })).properties?.["by"] };
      case "namespaceExists":
      case "tableExists":
        await this.#namespace[read]({ id });
        return {};
      case "listNamespaces":
        return { names: (await this.#namespace.listNamespaces({ id })).namespaces };
      case "listTables":
        return { names: (await this.#namespace.listTables({ id, include_declared: true })).tables };
    }
  }

  async #content(id: string): Promise<TableContent> {
    let table: Table | undefined;
    try {
      const { location } = await this.#namespace.describeTable({ id: pathOf(id) });
      table = await this.#engine.open({ location: location ?? "" });
      const rows: { writer: string }[] = await table.query().select(["writer"]).toArray();
      return { writers: rows.map(({ writer }) => writer) };
    } catch (error) {
      return { problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    } finally {
      table?.close();
    }
  }
}
