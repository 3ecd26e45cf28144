import { setTimeout as sleep } from "node:timers/promises";
import type { Connection, Index } from "@lancedb/lancedb";
import { type Failure, failureOf } from "./serve-functions.ts";
import { type Path, type Rows, type TableMethods, tableMethods } from "./table-methods.ts";

export type { Path, Rows } from "./table-methods.ts";
export type Properties = Readonly<Record<string, string>>;

/** An action of a race. The properties or the rows that it writes name the writer. */
export type Action =
  | { readonly action: "createNamespace" | "createTable"; readonly path: Path; readonly writer: string }
  | { readonly action: "dropNamespace" | "dropTable"; readonly path: Path };

/** All objects of a catalog, by path. */
export type Tree = Record<string, { kind: "namespace" | "table"; properties?: Properties; rows?: unknown[] }>;

/**
 * The methods of LanceDB's Connection. Lancetree's connection extends the native class, so the same code calls both.
 */
export interface ClientMethods extends TableMethods {
  createNamespace(
    path: Path,
    properties?: Properties,
    mode?: "create" | "exist_ok" | "overwrite",
  ): Promise<void>;
  dropNamespace(path: Path, mode?: "fail" | "skip", behavior?: "restrict" | "cascade"): Promise<void>;
  listNamespaces(path: Path): Promise<string[]>;
  describeNamespace(path: Path): Promise<Properties>;
  createTable(path: Path, rows: Rows, mode?: "create" | "exist_ok" | "overwrite"): Promise<void>;
  renameTable(path: Path, to: Path): Promise<void>;
  dropTable(path: Path): Promise<void>;
  tableNames(path: Path): Promise<string[]>;
  tree(): Promise<Tree>;
  /** Waits until a time of the wall clock, then executes the actions one after the other. */
  race(start: number, actions: readonly Action[]): Promise<(Failure | "done")[]>;
}

export function clientMethods(connection: () => Connection, kinds: typeof Index): ClientMethods {
  const methods: ClientMethods = {
    ...tableMethods(connection, kinds),
    async createNamespace(path, properties, mode) {
      await connection().createNamespace([...path], {
        ...(properties && { properties: { ...properties } }),
        ...(mode && { mode }),
      });
    },
    async dropNamespace(path, mode, behavior) {
      await connection().dropNamespace([...path], { ...(mode && { mode }), ...(behavior && { behavior }) });
    },
    async listNamespaces(path) {
      return ((await connection().listNamespaces([...path])).namespaces ?? []).toSorted();
    },
    async describeNamespace(path) {
      return { ...(await connection().describeNamespace([...path])).properties };
    },
    async createTable(path, rows, mode = "create") {
      const { name, parent } = split(path);
      const options = mode === "exist_ok" ? { existOk: true } : { mode };
      (await connection().createTable(name, [...rows], parent, options)).close();
    },
    async renameTable(path, to) {
      const { name, parent } = split(path);
      const target = split(to);
      await connection().renameTable(name, target.name, {
        namespacePath: parent,
        newNamespacePath: target.parent,
      });
    },
    async dropTable(path) {
      const { name, parent } = split(path);
      await connection().dropTable(name, parent);
    },
    async tableNames(path) {
      return (await connection().tableNames([...path])).toSorted();
    },
    async tree() {
      const found: Tree = {};
      const visit = async (path: Path): Promise<void> => {
        for (const name of await methods.tableNames(path)) {
          found[[...path, name].join("/")] = { kind: "table", rows: await readOrNone([...path, name]) };
        }
        for (const name of await methods.listNamespaces(path)) {
          const child = [...path, name];
          found[child.join("/")] = {
            kind: "namespace",
            // Native clients can list, but not describe, a namespace that is only implied by its content.
            properties: await methods.describeNamespace(child),
          };
          await visit(child);
        }
      };
      const readOrNone = (path: Path): Promise<unknown[]> =>
        methods
          .readTable(path)
          .catch((error: unknown) => [`cannot be opened: ${failureOf(error).message.slice(0, 80)}`]);
      await visit([]);
      return found;
    },
    async race(start, actions) {
      await sleep(Math.max(0, start - Date.now()));
      const outcomes: (Failure | "done")[] = [];
      for (const action of actions) {
        outcomes.push(await act(methods, action).then(() => "done" as const, failureOf));
      }
      return outcomes;
    },
  };
  return methods;
}

function act(methods: ClientMethods, action: Action): Promise<void> {
  switch (action.action) {
    case "createNamespace":
      return methods.createNamespace(action.path, { writer: action.writer });
    case "createTable":
      return methods.createTable(action.path, [{ writer: action.writer }]);
    case "dropNamespace":
      return methods.dropNamespace(action.path);
    case "dropTable":
      return methods.dropTable(action.path);
  }
}

function split(path: Path): { name: string; parent: string[] } {
  return { name: path.at(-1) ?? "", parent: path.slice(0, -1) };
}
