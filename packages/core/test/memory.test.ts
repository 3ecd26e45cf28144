import { describe, expect, it } from "vitest";
import { MemoryNamespace } from "../src/memory/index.ts";

// The rules are the conformance kit's business; here stands what only this backend promises.

const bytes = new Uint8Array([1, 2, 3]);

async function catalog(): Promise<MemoryNamespace> {
  const namespace = new MemoryNamespace();
  await namespace.createNamespace({ id: ["prod"] });
  return namespace;
}

describe("locations", () => {
  it("are new for every table, under the root that was given", async () => {
    const namespace = new MemoryNamespace({ root: "file:///data" });
    const first = await namespace.declareTable({ id: ["t"] });
    await namespace.dropTable({ id: ["t"] });
    const second = await namespace.declareTable({ id: ["t"] });
    expect(first.location).toMatch(/^file:\/\/\/data\/.+/);
    expect(second.location).not.toBe(first.location);
  });

  it("are those that the caller gave", async () => {
    const namespace = await catalog();
    await namespace.registerTable({ id: ["prod", "t"], location: "elsewhere/t.lance" });
    expect((await namespace.describeTable({ id: ["prod", "t"] })).location).toBe("elsewhere/t.lance");
  });
});

describe("data", () => {
  it("is read to its end and not kept", async () => {
    const namespace = await catalog();
    let chunks = 0;
    const data = (async function* () {
      for (; chunks < 3; chunks++) yield bytes;
    })();
    await namespace.createTable({ id: ["prod", "t"], data });
    expect(chunks).toBe(3);
    await expect(namespace.countTableRows({ id: ["prod", "t"] })).rejects.toMatchObject({ code: 0 });
    await expect(
      namespace.describeTable({ id: ["prod", "t"], load_detailed_metadata: true }),
    ).rejects.toMatchObject({ code: 0 });
    await expect(namespace.describeTable({ id: ["prod", "t"], version: 1 })).rejects.toMatchObject({
      code: 0,
    });
    await expect(namespace.tableExists({ id: ["prod", "t"], version: 1 })).rejects.toMatchObject({ code: 0 });
  });

  it("must not be empty, and a failed stream creates nothing", async () => {
    const namespace = await catalog();
    const failing = (async function* () {
      yield bytes;
      throw new Error("connection lost");
    })();
    await expect(namespace.createTable({ id: ["prod", "t"], data: failing })).rejects.toThrow(
      "connection lost",
    );
    await expect(namespace.createTable({ id: ["prod", "t"], data: new Uint8Array() })).rejects.toMatchObject({
      code: 13,
    });
    await expect(namespace.tableExists({ id: ["prod", "t"] })).rejects.toMatchObject({ code: 4 });
  });

  it("fills a declared table, which keeps its location and properties", async () => {
    const namespace = await catalog();
    const id = ["prod", "t"];
    const declared = await namespace.declareTable({ id, properties: { a: "1", b: "1" } });
    expect(await namespace.describeTable({ id, check_declared: true })).toMatchObject({
      is_only_declared: true,
    });
    expect(await namespace.describeTable({ id })).not.toHaveProperty("is_only_declared");
    const filled = await namespace.createTable({ id, data: bytes, properties: { b: "2" } });
    expect(filled).toEqual({ location: declared.location, properties: { a: "1", b: "2" } });
    expect(await namespace.describeTable({ id, check_declared: true })).toMatchObject({
      is_only_declared: false,
    });
    await expect(namespace.createTable({ id, data: bytes })).rejects.toMatchObject({ code: 5 });
  });
});

describe("staged creation", () => {
  const id = ["prod", "t"];

  it("makes the table exist only after the data is written", async () => {
    const namespace = await catalog();
    const seen: unknown[] = [];
    const result = await namespace.createTableWith({ id, properties: { a: "1" } }, async (target) => {
      seen.push(target);
      await expect(namespace.tableExists({ id })).rejects.toMatchObject({ code: 4 });
    });
    expect(seen).toEqual([{ location: result.location, mode: "create" }]);
    expect(await namespace.describeTable({ id })).toMatchObject(result);
  });

  it("leaves nothing behind when writing fails, and passes the error on", async () => {
    const namespace = await catalog();
    const failure = new Error("disk full");
    await expect(namespace.createTableWith({ id }, () => Promise.reject(failure))).rejects.toBe(failure);
    await expect(namespace.tableExists({ id })).rejects.toMatchObject({ code: 4 });
  });

  it("does not write for a table that is kept", async () => {
    const namespace = await catalog();
    const write = (): Promise<void> => Promise.reject(new Error("must not be called"));
    const first = await namespace.createTable({ id, data: bytes });
    expect(await namespace.createTableWith({ id, mode: "exist_ok" }, write)).toEqual(first);
    await expect(namespace.createTableWith({ id }, write)).rejects.toMatchObject({ code: 5 });
  });

  it("decides by the tree as it is after writing", async () => {
    const namespace = await catalog();
    const meanwhile = async (): Promise<void> => {
      await namespace.registerTable({ id, location: "theirs", mode: "overwrite" });
    };
    await expect(namespace.createTableWith({ id }, meanwhile)).rejects.toMatchObject({ code: 5 });
    await namespace.dropTable({ id });
    const kept = await namespace.createTableWith({ id, mode: "exist_ok" }, meanwhile);
    expect(kept).toMatchObject({ location: "theirs" });
    const replaced = await namespace.createTableWith({ id, mode: "overwrite" }, meanwhile);
    expect(replaced.location).not.toBe("theirs");
    expect(await namespace.describeTable({ id })).toMatchObject(replaced);
  });

  it("finds that its parent has gone", async () => {
    const namespace = await catalog();
    const pending = namespace.createTableWith({ id }, async () => {
      await namespace.dropNamespace({ id: ["prod"] });
    });
    await expect(pending).rejects.toMatchObject({ code: 1 });
  });
});

it("lists all tables with the delimiter that was asked for, declared ones where they are wanted", async () => {
  const namespace = await catalog();
  await namespace.declareTable({ id: ["prod", "b"] });
  await namespace.registerTable({ id: ["a"], location: "a" });
  expect(await namespace.listAllTables({})).toEqual({ tables: ["a", "prod$b"] });
  expect(await namespace.listAllTables({ delimiter: "::" })).toEqual({ tables: ["a", "prod::b"] });
  expect(await namespace.listAllTables({ include_declared: false })).toEqual({ tables: ["a"] });
  expect(await namespace.listTables({ id: ["prod"], include_declared: false })).toEqual({ tables: [] });
});

it("returns copies: changing a result changes nothing", async () => {
  const namespace = await catalog();
  const properties = { a: "1" };
  const created = await namespace.createNamespace({ id: ["x"], properties });
  properties.a = "2";
  Object.assign(created.properties ?? {}, { a: "3" });
  const described = await namespace.describeNamespace({ id: ["x"] });
  Object.assign(described.properties ?? {}, { a: "4" });
  expect(await namespace.describeNamespace({ id: ["x"] })).toEqual({ properties: { a: "1" } });
});
