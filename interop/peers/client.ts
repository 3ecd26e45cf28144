import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "@lancedb/lancedb";
import { type Failure, failureOf } from "./serve.ts";

export type Path = readonly string[];
export type Rows = readonly Readonly<Record<string, unknown>>[];
export type Properties = Readonly<Record<string, string>>;

/** What may be done while others do the same. The properties and the rows say who did it. */
export type Action =
  | { readonly action: "createNamespace" | "createTable"; readonly path: Path; readonly writer: string }
  | { readonly action: "dropNamespace" | "dropTable"; readonly path: Path };

/** All that exists, by path. */
export type Tree = Record<string, { kind: "namespace" | "table"; properties?: Properties; rows?: unknown[] }>;

/**
 * What LanceDB's Connection can do, over whichever client it comes from: ours extends the class of the native one, so
 * the same code drives both.
 */
export interface ClientMethods {
  createNamespace(path: Path, properties?: Properties): Promise<void>;
  dropNamespace(path: Path): Promise<void>;
  listNamespaces(path: Path): Promise<string[]>;
  describeNamespace(path: Path): Promise<Properties>;
  createTable(path: Path, rows: Rows): Promise<void>;
  addRows(path: Path, rows: Rows): Promise<void>;
  dropTable(path: Path): Promise<void>;
  tableNames(path: Path): Promise<string[]>;
  readTable(path: Path): Promise<unknown[]>;
  nearest(path: Path, vector: readonly number[]): Promise<unknown>;
  tree(): Promise<Tree>;
  /** Starts at a moment of the wall clock, then does one after the other. */
  race(start: number, actions: readonly Action[]): Promise<(Failure | "done")[]>;
}

export function clientMethods(connection: () => Connection): ClientMethods {
  const methods: ClientMethods = {
    async createNamespace(path, properties) {
      await connection().createNamespace([...path], properties ? { properties: { ...properties } } : {});
    },
    async dropNamespace(path) {
      await connection().dropNamespace([...path]);
    },
    async listNamespaces(path) {
      return ((await connection().listNamespaces([...path])).namespaces ?? []).toSorted();
    },
    async describeNamespace(path) {
      return { ...(await connection().describeNamespace([...path])).properties };
    },
    async createTable(path, rows) {
      const { name, parent } = split(path);
      (await connection().createTable(name, [...rows], parent)).close();
    },
    async addRows(path, rows) {
      const { name, parent } = split(path);
      const table = await connection().openTable(name, parent);
      await table.add([...rows]);
      table.close();
    },
    async dropTable(path) {
      const { name, parent } = split(path);
      await connection().dropTable(name, parent);
    },
    async tableNames(path) {
      return (await connection().tableNames([...path])).toSorted();
    },
    async readTable(path) {
      const { name, parent } = split(path);
      const table = await connection().openTable(name, parent);
      const found = await table.query().toArray();
      table.close();
      return plain(found);
    },
    async nearest(path, vector) {
      const { name, parent } = split(path);
      const table = await connection().openTable(name, parent);
      const [first] = await table
        .vectorSearch([...vector])
        .limit(1)
        .toArray();
      table.close();
      return first?.name;
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
            // A namespace that only its contents imply can be listed and not described by native clients.
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

/** Rows as objects that can be compared and sent; their order means nothing. */
function plain(rows: readonly unknown[]): unknown[] {
  const text = rows.map((row) =>
    JSON.stringify(row, (_key, value: unknown) => (typeof value === "bigint" ? Number(value) : value)),
  );
  return text.toSorted().map((row) => JSON.parse(row) as unknown);
}
