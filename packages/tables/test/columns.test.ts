import type { Field } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { describeDataset, openTableEngine } from "../src/index.ts";
import { expectCode, id, rowsOf, subject } from "./support.ts";

const of = subject([
  { id: 1, name: "a", n: { x: 1, "d.t": 2 } },
  { id: 2, name: "b", n: { x: 3, "d.t": 4 } },
]);
const schema = async () => {
  const { version } = await of.namespace.describeTableVersion({ id }).then((response) => response.version);
  expect(version).toBeGreaterThan(0);
  return Object.keys((await rowsOf(of))[0] ?? {});
};

/** The fields of the table in Lance's names. */
async function typesOf() {
  await using engine = await openTableEngine();
  const { location } = await of.inner.describeTable({ id });
  const target = { location: location ?? "", name: "user" };
  const description = await describeDataset(engine, target, {}, { typeNames: "lance" });
  return description.schema?.fields ?? [];
}

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

describe("a schema of new columns", () => {
  const file = (...fields: Field[]) => arrow.tableToIPC(new arrow.Table(new arrow.Schema(fields)), "stream");
  const add = (data: Uint8Array, more: object = {}) =>
    of.namespace.alterTableAddColumns({ id, new_columns: [], data, ...more });

  test("adds them, null in every row, with all parts of their types", async () => {
    const zoned = new arrow.Timestamp(arrow.TimeUnit.MILLISECOND, "Europe/Berlin");
    const added = file(
      new arrow.Field("x", new arrow.Int32(), true),
      new arrow.Field("t", zoned, true, new Map([["k", "v"]])),
      new arrow.Field(
        "l",
        new arrow.List(new arrow.Field("item", new arrow.DurationNanosecond(), true)),
        true,
      ),
    );
    expect(await add(added)).toEqual({ version: 2 });
    expect(await rowsOf(of)).toMatchObject([
      { id: 1, x: null, t: null, l: null },
      { id: 2, x: null, t: null, l: null },
    ]);
    expect((await typesOf()).slice(3)).toMatchObject([
      { name: "x", type: { type: "int32" } },
      { name: "t", type: { type: "timestamp:ms:Europe/Berlin" }, metadata: { k: "v" } },
      { name: "l", type: { type: "list", fields: [{ type: { type: "duration:ns" } }] } },
    ]);
  });

  test("is added to a branch", async () => {
    await of.namespace.createTableBranch({ id, name: "b" });
    await add(file(new arrow.Field("x", new arrow.Int32(), true)), { branch: "b" });
    expect(await rowsOf(of, { branch: "b" })).toMatchObject([{ x: null }, { x: null }]);
    expect((await typesOf()).map(({ name }) => name)).toEqual(["id", "name", "n"]);
  });

  test.each([
    ["a column that exists", () => add(file(new arrow.Field("id", new arrow.Int32(), true))), 20],
    ["no column", () => add(file()), 13],
    ["a body that is not Arrow", () => add(new Uint8Array([1, 2, 3])), 13],
    ["rows", () => add(arrow.tableToIPC(new arrow.Table({ x: arrow.vectorFromArray([1]) }), "stream")), 13],
    [
      "expressions beside it",
      () =>
        add(file(new arrow.Field("x", new arrow.Int32(), true)), {
          new_columns: [{ name: "x", expression: "1" }],
        }),
      13,
    ],
  ])("is refused with %s", async (_, call, code) => {
    await expectCode(call(), code);
    expect(await typesOf()).toHaveLength(3);
  });
});

describe("a column's type changes", () => {
  const type = (name: string, rest: object = {}) => ({ type: name, ...rest });
  const field = (item: object) => [{ name: "item", nullable: true, type: item }];

  test.each([
    ["'a'", type("dict:string:int8:false"), type("dict:string:int8:false")],
    ["'a'", type("utf8"), type("string")],
    ["arrow_cast(1, 'Decimal128(10, 2)')", type("decimal:128:12:2"), type("decimal:128:12:2")],
    ["arrow_cast(1, 'Decimal128(10, 2)')", type("decimal256", { length: 30_002 }), type("decimal:256:30:2")],
    ["1", type("uint8"), type("uint8")],
    ["arrow_cast(1, 'Float32')", type("float64"), type("double")],
    ["arrow_cast(1, 'Timestamp(Microsecond, None)')", type("timestamp:ms:UTC"), type("timestamp:ms:UTC")],
    ["arrow_cast(1, 'Timestamp(Nanosecond, None)')", type("timestamp"), type("timestamp:us:-")],
    ["arrow_cast(1, 'Time32(Second)')", type("time32:ms"), type("time32:ms")],
    ["arrow_cast(1, 'Duration(Second)')", type("duration:us"), type("duration:us")],
    ["arrow_cast(1, 'Date32')", type("date64:ms"), type("date64:ms")],
    [
      "[1]",
      type("large_list", { fields: field(type("int32")) }),
      type("large_list", { fields: field(type("int32")) }),
    ],
  ])("%s to %j", async (expression, target, expected) => {
    await of.namespace.alterTableAddColumns({ id, new_columns: [{ name: "v", expression }] });
    await of.namespace.alterTableAlterColumns({ id, alterations: [{ path: "v", data_type: target }] });
    expect((await typesOf()).at(-1)?.type).toEqual(expected);
  });

  test.each([
    [{ type: "interval" }, 0],
    [{ type: "map" }, 0],
    [{ type: "timestamp:fortnight:-" }, 0],
    [{ type: "list" }, 13],
    [{ type: "decimal128" }, 13],
    [{ type: "list", fields: [{ name: "item", nullable: true, type: { type: "blah" } }] }, 0],
  ])("not to %j", async (data_type, code) => {
    await expectCode(
      of.namespace.alterTableAlterColumns({ id, alterations: [{ path: "id", data_type }] }),
      code,
    );
    expect((await typesOf())[0]?.type).toEqual({ type: "double" });
  });
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
