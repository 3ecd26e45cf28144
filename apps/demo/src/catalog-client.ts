import type { NamespaceConnection } from "@lancetree/connection";
import { isNamespaceError } from "@lancetree/core";

/** A program that changes the catalog, and that goes on with another server if its own is gone. */
export class CatalogClient {
  /** The name of the client's own namespace. */
  readonly name: string;
  /** The path of each object whose creation a server acknowledged. */
  readonly acknowledged: string[] = [];
  #db: NamespaceConnection;
  readonly #other: NamespaceConnection;

  /** @param other - a connection to the other server */
  constructor(name: string, db: NamespaceConnection, other: NamespaceConnection) {
    this.name = name;
    this.#db = db;
    this.#other = other;
  }

  /** Whether it uses the other server now. */
  get usesOther(): boolean {
    return this.#db === this.#other;
  }

  async createNamespace(path: readonly string[]): Promise<void> {
    await this.#call(path, (db) => db.createNamespace([...path], { mode: "exist_ok" }));
  }

  async createTable(name: string, rows: Record<string, unknown>[]): Promise<void> {
    await this.#call([this.name, name], (db) =>
      db.createTable(name, rows, [this.name], { mode: "exist_ok" }),
    );
  }

  async #call(path: readonly string[], create: (db: NamespaceConnection) => Promise<unknown>): Promise<void> {
    try {
      await create(this.#db);
    } catch (error) {
      if (!isNamespaceError(error, 17)) throw error;
      // Whether the server made the change before it ended is unknown; with `exist_ok` it can be made again.
      this.#db = this.#other;
      await create(this.#db);
    }
    this.acknowledged.push(path.join("/"));
  }
}
