/** Types of the public overloads. `tsc` checks this file; it never runs. */
import type { Connection, MaterializedView, Table } from "@lancedb/lancedb";
import type { Namespace } from "@lancetree/core";
import { describe, expectTypeOf, test } from "vitest";
import {
  type AbortOptions,
  type CreateTableCallOptions,
  connect,
  connectNamespace,
  type DirectoryOptions,
  type NamespaceConnection,
  type NamespaceConnectionOptions,
  type PostgresOptions,
  type RestOptions,
  type TreeEntry,
} from "../src/index.ts";

/** Whether some overload takes the arguments. */
type Takes<Function, Arguments extends unknown[]> = Function extends (...parameters: Arguments) => unknown
  ? true
  : false;

type Connected = Promise<NamespaceConnection>;

describe("connectNamespace", () => {
  type Connect = typeof connectNamespace;

  test("each kind takes its own options, and connects to the same class", () => {
    expectTypeOf(connectNamespace("dir", { root: "./db" })).toEqualTypeOf<Connected>();
    expectTypeOf(connectNamespace("rest", { uri: "http://localhost" })).toEqualTypeOf<Connected>();
    expectTypeOf(connectNamespace("postgres", { url: "pglite:", root: "./db" })).toEqualTypeOf<Connected>();
    expectTypeOf<
      Takes<Connect, ["postgres", PostgresOptions, NamespaceConnectionOptions]>
    >().toEqualTypeOf<true>();
    expectTypeOf<
      Takes<Connect, ["dir", DirectoryOptions, NamespaceConnectionOptions]>
    >().toEqualTypeOf<true>();
    expectTypeOf<Takes<Connect, ["rest", RestOptions, NamespaceConnectionOptions]>>().toEqualTypeOf<true>();
    expectTypeOf<Takes<Connect, [Namespace, NamespaceConnectionOptions]>>().toEqualTypeOf<true>();
  });

  test("string properties from elsewhere are taken", () => {
    expectTypeOf<Takes<Connect, ["dir", Record<string, string>]>>().toEqualTypeOf<true>();
    expectTypeOf<Takes<Connect, ["postgres", Record<string, string>]>>().toEqualTypeOf<true>();
    expectTypeOf<Takes<Connect, ["rest", Record<string, string>]>>().toEqualTypeOf<true>();
  });

  test("another kind is refused, and options of another type or without their address", () => {
    expectTypeOf<Takes<Connect, ["glue", { root: string }]>>().toEqualTypeOf<false>();
    expectTypeOf<Takes<Connect, [{ describeTable: () => void }]>>().toEqualTypeOf<false>();
    expectTypeOf<{ root: number }>().not.toExtend<DirectoryOptions>();
    expectTypeOf<{ manifestEnabled: boolean }>().not.toExtend<DirectoryOptions>();
    expectTypeOf<{ root: string; manifestEnabled: string }>().not.toExtend<DirectoryOptions>();
    expectTypeOf<{ root: string }>().not.toExtend<RestOptions>();
    expectTypeOf<{ root: string }>().not.toExtend<PostgresOptions>();
    expectTypeOf<{ url: string; root: string; migrate: number }>().not.toExtend<PostgresOptions>();
  });

  test("the compiler knows every key, in camelCase and as a string property", () => {
    type Key = keyof DirectoryOptions;
    expectTypeOf<"manifestEnabled" | "manifest_enabled" | "storage.region">().toExtend<Key>();
    expectTypeOf<"rooot">().not.toExtend<Key>();
  });
});

describe("connect", () => {
  test("the URI is the first argument or a key of the options", () => {
    expectTypeOf(connect("./db")).toEqualTypeOf<Connected>();
    expectTypeOf(connect("./db", { manifestEnabled: false })).toEqualTypeOf<Connected>();
    expectTypeOf(connect({ uri: "./db", readConsistencyInterval: 0 })).toEqualTypeOf<Connected>();
    expectTypeOf<Takes<typeof connect, [{ readConsistencyInterval: number }]>>().toEqualTypeOf<false>();
    expectTypeOf<
      Takes<typeof connect, ["./db", { readConsistencyInterval: string }]>
    >().toEqualTypeOf<false>();
  });
});

describe("NamespaceConnection", () => {
  type Rows = Record<string, unknown>[];

  test("it is a LanceDB connection", () => {
    expectTypeOf<NamespaceConnection>().toExtend<Connection>();
  });

  test("at keeps the class", () => {
    expectTypeOf<NamespaceConnection["at"]>().parameters.toEqualTypeOf<[readonly string[]]>();
    expectTypeOf<NamespaceConnection["at"]>().returns.toEqualTypeOf<NamespaceConnection>();
  });

  test("createTable takes LanceDB's forms, a path, a signal and exist_ok", () => {
    type Create = NamespaceConnection["createTable"];
    expectTypeOf<Takes<Create, [string, Rows]>>().toEqualTypeOf<true>();
    expectTypeOf<Takes<Create, [string, Rows, { mode: "exist_ok" }]>>().toEqualTypeOf<true>();
    expectTypeOf<Takes<Create, [string, Rows, string[], AbortOptions]>>().toEqualTypeOf<true>();
    expectTypeOf<
      Takes<Create, [{ name: string; data: Rows; mode: "overwrite" }, string[]]>
    >().toEqualTypeOf<true>();
    expectTypeOf<Takes<Create, [string]>>().toEqualTypeOf<false>();
    expectTypeOf<Takes<Create, [string, Rows, string]>>().toEqualTypeOf<false>();
    expectTypeOf<Takes<Create, [string, Rows, { mode: "append" }]>>().toEqualTypeOf<false>();
    expectTypeOf<Takes<Create, [string, Rows, string[], { signal: string }]>>().toEqualTypeOf<false>();
    expectTypeOf<CreateTableCallOptions["signal"]>().toEqualTypeOf<AbortSignal | undefined>();
    expectTypeOf<ReturnType<Create>>().toEqualTypeOf<Promise<Table>>();
  });

  test("openTable takes a path and a signal", () => {
    type Open = NamespaceConnection["openTable"];
    expectTypeOf<Takes<Open, [string]>>().toEqualTypeOf<true>();
    expectTypeOf<
      Takes<Open, [string, string[], { signal: AbortSignal; indexCacheSize: number }]>
    >().toEqualTypeOf<true>();
    expectTypeOf<Takes<Open, [string, string]>>().toEqualTypeOf<false>();
    expectTypeOf<ReturnType<Open>>().toEqualTypeOf<Promise<Table>>();
  });

  test("every method that waits takes a signal", () => {
    type Waiting = Pick<
      NamespaceConnection,
      | "dropTable"
      | "dropTableAsync"
      | "dropAllTables"
      | "describeNamespace"
      | "listNamespaces"
      | "createNamespace"
      | "dropNamespace"
      | "renameTable"
      | "namespaceExists"
      | "tableExists"
      | "describeTable"
      | "declareTable"
      | "registerTable"
      | "deregisterTable"
      | "createMaterializedView"
      | "openMaterializedView"
      | "listMaterializedViews"
      | "walk"
    >;
    type LastParameter<Method> = Method extends (...parameters: infer Passed) => unknown
      ? Required<Passed> extends [...unknown[], infer Last]
        ? Last
        : never
      : never;
    type Signals = {
      [Name in keyof Waiting]: NonNullable<LastParameter<Waiting[Name]>> extends infer Options
        ? Options extends { readonly signal?: AbortSignal | undefined }
          ? "signal" extends keyof Options
            ? true
            : false
          : false
        : never;
    };
    expectTypeOf<Signals[keyof Signals]>().toEqualTypeOf<true>();
  });

  test("results are LanceDB's, and entries of a walk say what they are", () => {
    expectTypeOf<
      Awaited<ReturnType<NamespaceConnection["createMaterializedView"]>>
    >().toEqualTypeOf<MaterializedView>();
    expectTypeOf<TreeEntry["kind"]>().toEqualTypeOf<"namespace" | "table">();
  });
});
