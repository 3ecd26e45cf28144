import { catalog } from "./catalog.ts";
import { listNamespaces, listTables } from "./children.ts";

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
  let [namespaces, tables] = [0, 0];
  const waiting: (readonly string[])[] = [path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [kind, list] of [
      ["namespaces", listNamespaces],
      ["tables", listTables],
    ] as const) {
      let token: string | undefined;
      do {
        const page = await list(next, token, signal);
        if (kind === "tables") tables += page.names.length;
        else {
          namespaces += page.names.length;
          for (const name of page.names) waiting.push([...next, name]);
        }
        token = page.next;
        if (namespaces + tables >= maxCounted) return { namespaces, tables, isMore: true };
      } while (token !== undefined);
    }
  }
  return { namespaces, tables, isMore: false };
}
