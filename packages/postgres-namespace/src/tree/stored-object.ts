import type { KindOf } from "@lancetree/core";
import { objectId } from "./object-id.ts";

/** A row of `lancetree_objects`, as the database returns it. */
export interface StoredObject {
  readonly object_id: string;
  /** 1 for a namespace, 2 for a table. */
  readonly kind: 1 | 2;
  readonly name: string;
  /** Relative to the root; null for a namespace. */
  readonly location: string | null;
  /** Whether the table had no data when the row was written. */
  readonly declared: boolean;
  readonly properties: Readonly<Record<string, string>>;
  /** Whether the object refuses to be dropped, overwritten and renamed. */
  readonly protected: boolean;
  /** Changes with each change of the row. */
  readonly revision: string;
  /** Whether the catalog keeps the versions of the table. */
  readonly managed: boolean;
}

/** A table's row. */
export type StoredTable = StoredObject & { readonly location: string };

export function isTable(object: StoredObject | undefined): object is StoredTable {
  return object?.kind === 2;
}

/** Some rows of one snapshot, by path. */
export class StoredObjects {
  readonly #byId: ReadonlyMap<string, StoredObject>;

  constructor(rows: readonly StoredObject[]) {
    this.#byId = new Map(rows.map((row) => [row.object_id, row]));
  }

  find(path: readonly string[]): StoredObject | undefined {
    return this.#byId.get(objectId(path));
  }

  /** A foreign key ensures that everything above a row is a namespace, whose own row need not be here. */
  readonly kindOf: KindOf = (path) => {
    const found = this.find(path);
    if (found) return found.kind === 1 ? "namespace" : "table";
    const start = `${objectId(path)}$`;
    return [...this.#byId.keys()].some((id) => id.startsWith(start)) ? "namespace" : undefined;
  };
}
