/** TypeScript's errors for programs that use the installed packages. */
import { expect, test } from "vitest";
import { errorsOf } from "./types/compile.ts";

const load =
  'import { connectNamespace } from "@lancetree/connection"; void connectNamespace("dir", { root: "x" });';
const loadLater =
  'void import("@lancetree/connection").then(({ connectNamespace }) => connectNamespace("dir", { root: "x" }));';
const typeOnly =
  'import type { NamespaceConnection } from "@lancetree/connection"; export type Db = NamespaceConnection;';
const withMode = typeOnly.replace(";", ' with { "resolution-mode": "import" };');

test.each<[file: "module" | "commonjs", module: string, code: string, errors: readonly string[]]>([
  ["module", "nodenext", load, []],
  ["commonjs", "commonjs", load, []],
  ["commonjs", "node20", load, []],
  ["commonjs", "nodenext", load, []],
  ["commonjs", "node16", load, ["TS1479"]],
  ["commonjs", "node18", load, ["TS1479"]],
  ["commonjs", "node16", loadLater, []],
  ["commonjs", "node16", typeOnly, ["TS1541"]],
  ["commonjs", "node16", withMode, []],
])("a file of type %s under %s: %s", async (file, module, code, expected) => {
  const errors = await errorsOf(code, file, module);
  expect(errors.map(({ text }) => text.split(":")[0])).toEqual(expected);
});

test("an unknown option is a type error, and the same call without it is not", async () => {
  const calls = (unknown: string): string[] => [
    `connectNamespace("dir", { root: "x"${unknown} })`,
    `connectNamespace("dir", { root: "x" }, { storageOptions: {}${unknown} })`,
    `connectNamespace("postgres", { url: "pglite:", root: "x"${unknown} })`,
    `connectNamespace("rest", { uri: "http://x"${unknown} })`,
    `connectNamespace("rest", { uri: "http://x" }, { storageOptions: {}${unknown} })`,
    `connect({ uri: "x"${unknown} })`,
    `connect("x", { storageOptions: {}${unknown} })`,
    `db.createTable("t", [], { mode: "create"${unknown} })`,
    `db.createTable("t", [], ["a"], { mode: "create"${unknown} })`,
    `db.createTable({ name: "t", data: [], mode: "create"${unknown} })`,
    `db.createNamespace(["a"], { mode: "create"${unknown} })`,
    `db.openTable("t", [], { version: 1${unknown} })`,
    `db.describeTable("t", [], { version: 1${unknown} })`,
    `new RestNamespace({ uri: "http://x"${unknown} })`,
    `new DirectoryNamespace({ root: "x"${unknown} })`,
    `serve(db.namespace, { port: 0${unknown} })`,
  ];
  const program = (unknown: string): string =>
    [
      'import { connect, connectNamespace } from "@lancetree/connection"; import { RestNamespace } from "@lancetree/rest-client"; import { DirectoryNamespace } from "@lancetree/dir-namespace"; import { serve } from "@lancetree/rest-server/node"; const db = await connect("x");',
      ...calls(unknown).map((call) => `void ${call};`),
    ].join("\n");
  expect(await errorsOf(program(""), "module", "nodenext")).toEqual([]);
  const errors = await errorsOf(program(", frobnicate: true"), "module", "nodenext");
  expect(errors.map(({ line }) => line)).toEqual(calls("").map((_, index) => index + 2));
  expect(errors.filter(({ text }) => !/^TS(?:2353|2769): /.test(text))).toEqual([]);
});
