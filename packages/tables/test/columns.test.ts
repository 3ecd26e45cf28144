import { describe, expect, test } from "vitest";
import { expectCode, id, rowsOf, subject } from "./support.ts";

const of = subject([
  { id: 1, name: "a", n: { x: 1, "d.t": 2 } },
  { id: 2, name: "b", n: { x: 3, "d.t": 4 } },
]);
const schema = async () => {
  const { version } = await of.namespace.describeTableVersion({ id }).then((answer) => answer.version);
  expect(version).toBeGreaterThan(0);
  return Object.keys((await rowsOf(of))[0] ?? {});
};

test("expressions fill new columns", async () => {
  const new_columns = [
    { name: "twice", expression: "id * 2" },
    { name: "up", expression: "upper(name)" },
  ];
  expect(await of.namespace.alterTableAddColumns({ id, new_columns })).toEqual({ version: 2 });
  expect(await rowsOf(of)).toMatchObject([
    { twice: 2, up: "A" },
    { twice: 4, up: "B" },
  ]);
});

test("computed columns start with nulls", async () => {
  await of.namespace.alterTableAddColumns({ id, new_columns: [{ name: "later", computed: "id * 2" }] });
  expect(await rowsOf(of)).toMatchObject([{ later: null }, { later: null }]);
});

test("columns are renamed and change their type", async () => {
  const alter = (alterations: Parameters<typeof of.namespace.alterTableAlterColumns>[0]["alterations"]) =>
    of.namespace.alterTableAlterColumns({ id, alterations });
  expect(await alter([{ path: "name", rename: "title" }])).toEqual({ version: 2 });
  expect(await schema()).toEqual(["id", "title", "n"]);
  await alter([{ path: "id", data_type: { type: "float32" } }]);
  await alter([{ path: "title", data_type: { type: "large_utf8" }, nullable: true }]);
  expect(await rowsOf(of)).toMatchObject([
    { id: 1, title: "a" },
    { id: 2, title: "b" },
  ]);
});

test("columns are dropped", async () => {
  expect(await of.namespace.alterTableDropColumns({ id, columns: ["name"] })).toEqual({ version: 2 });
  expect(await schema()).toEqual(["id", "n"]);
});

test("field metadata is merged, deleted and replaced, at any depth", async () => {
  const update = (updates: Parameters<typeof of.namespace.updateFieldMetadata>[0]["updates"]) =>
    of.namespace.updateFieldMetadata({ id, updates });
  const first = await update([
    { path: "id", metadata: { a: "1", b: "2" } },
    { path: "n.x", metadata: { deep: "yes" } },
    { path: "n.`d.t`", metadata: { dot: "yes" } },
  ]);
  expect(first).toEqual({
    version: 2,
    fields: { id: { a: "1", b: "2" }, "n.x": { deep: "yes" }, "n.`d.t`": { dot: "yes" } },
  });
  expect((await update([{ path: "id", metadata: { a: null, c: "3" } }])).fields).toEqual({
    id: { b: "2", c: "3" },
  });
  expect((await update([{ path: "id", metadata: { z: "0" }, replace: true }])).fields).toEqual({
    id: { z: "0" },
  });
});

describe("is rejected", () => {
  const add = (new_columns: never[] | object[]) =>
    of.namespace.alterTableAddColumns({ id, new_columns: new_columns as never });
  const alter = (alteration: object) =>
    of.namespace.alterTableAlterColumns({ id, alterations: [alteration as never] });

  test.each([
    ["a column that exists", () => add([{ name: "id", expression: "1" }]), 20],
    ["an expression over a missing column", () => add([{ name: "x", expression: "nope" }]), 12],
    ["an expression that is none", () => add([{ name: "x", expression: "((" }]), 13],
    ["a column without values", () => add([{ name: "x" }]), 13],
    ["a virtual column", () => add([{ name: "x", virtual_column: {} }]), 0],
    ["nothing to add", () => add([]), 13],
    ["renaming a missing column", () => alter({ path: "nope", rename: "x" }), 12],
    ["renaming to a taken name", () => alter({ path: "name", rename: "id" }), 20],
    ["a type that does not fit", () => alter({ path: "name", data_type: { type: "int32" } }), 20],
    ["a type that is none", () => alter({ path: "name", data_type: { type: "blah" } }), 0],
    ["nothing to alter", () => alter({ path: "name" }), 13],
    ["dropping a missing column", () => of.namespace.alterTableDropColumns({ id, columns: ["nope"] }), 12],
    [
      "metadata of a missing field",
      () => of.namespace.updateFieldMetadata({ id, updates: [{ path: "nope", metadata: {} }] }),
      12,
    ],
    ["schema metadata", () => of.namespace.updateTableSchemaMetadata({ id, metadata: { a: "1" } }), 0],
  ])("%s", async (_, run, code) => {
    await expectCode(run(), code);
    expect(await schema()).toEqual(["id", "name", "n"]);
  });
});
