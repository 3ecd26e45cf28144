import { paginate } from "@lancetree/core";
import { catalog } from "./catalog.ts";
import { listNames } from "./children.ts";

type Headers = Record<string, string>;

export async function createNamespace(path: readonly string[], headers: Headers): Promise<void> {
  await catalog.createNamespace({ id: [...path] }, { headers });
}

export async function createTable(
  path: readonly string[],
  data: Uint8Array,
  headers: Headers,
): Promise<void> {
  await catalog.createTable({ id: [...path], data }, { headers });
}

export async function dropTable(path: readonly string[], headers: Headers): Promise<void> {
  await catalog.dropTable({ id: [...path] }, { headers });
}

/** Drops a namespace with everything in it. */
export async function dropNamespace(path: readonly string[], headers: Headers): Promise<void> {
  await catalog.dropNamespace({ id: [...path], behavior: "Cascade" }, { headers });
}

export async function renameTable(
  path: readonly string[],
  to: readonly string[],
  headers: Headers,
): Promise<void> {
  await catalog.renameTable(
    { id: [...path], new_table_name: to.at(-1) ?? "", new_namespace_id: to.slice(0, -1) },
    { headers },
  );
}

/** Sets and removes properties of a namespace or a table. */
export async function alterProperties(
  path: readonly string[],
  change: { readonly set: Readonly<Record<string, string>>; readonly remove: readonly string[] },
  headers: Headers,
): Promise<void> {
  await catalog.alterProperties({ id: [...path], ...change }, { headers });
}

/** What is below a namespace. */
export interface Content {
  readonly namespaces: number;
  readonly tables: number;
  /** Whether there is more than was counted. */
  readonly isMore: boolean;
}

/** More objects than these are not counted. */
const maxCounted = 5000;

/** Counts what goes with a namespace that is dropped. */
export async function countContent(path: readonly string[], signal: AbortSignal): Promise<Content> {
  const counts = { namespaces: 0, tables: 0 };
  const found = [path];
  for (const above of found) {
    for (const list of ["namespaces", "tables"] as const) {
      const all = paginate(
        (token) => listNames(list, above, token, signal),
        ({ names }) => names,
      );
      for await (const { names } of all.pages()) {
        counts[list] += names.length;
        if (list === "namespaces") found.push(...names.map((name) => [...above, name]));
        if (counts.namespaces + counts.tables >= maxCounted) return { ...counts, isMore: true };
      }
    }
  }
  return { ...counts, isMore: false };
}
