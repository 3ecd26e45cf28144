/** Every Arrow type that a client can send is stored and read unchanged, or rejected with its column and type. */
import { readFileSync } from "node:fs";
import { FileBuilder, openArrow, type ReadBatch, typeText } from "@lancetree/arrow";
import { isNamespaceError } from "@lancetree/core";
import { describe, expect, test } from "vitest";
import { withTables } from "../src/index.ts";
import { replaceText } from "./newer-lance.ts";
import { stream as bodyOf, subject } from "./support.ts";

const of = subject();
const file = new URL("../../arrow/test/files/types.json", import.meta.url);
const streams: Record<string, string> = JSON.parse(readFileSync(file, "utf8"));
const types = Object.entries(streams).map(([name, text]) => [name, Buffer.from(text, "base64")] as const);

/** Lance stores these as another type with the same values, for every client. */
const renamed: Readonly<Record<string, string>> = {
  string_view: "string",
  binary_view: "binary",
  "large_list of string_view": "large_list<item: string>",
  "dictionary of string_view": "dictionary<values=string, indices=int8, ordered=0>",
  "dictionary, ordered": "dictionary<values=string, indices=int8, ordered=0>",
};

const refused =
  /^(decimal32|decimal64|interval|list_view|large_list_view|run_end_encoded|union, .*|map, sorted keys|empty name|blob of the first kind|struct of nothing|struct of null, null itself|vector of (null|struct|string|list.*|dictionary)|timestamp\[.*\+05:30\]|dictionary of (fixed_size_binary|timestamp|decimal128|list|struct).*)$/;
/** Lance returns descriptions of blobs, which cannot be written again. */
const blobs = "blob of the second kind";
const whole = types.filter(([name]) => !refused.test(name) && name !== "zero columns" && name !== blobs);

async function readAll(data: AsyncIterable<Uint8Array>) {
  const { schema, schemaMessage, batches } = await openArrow(data);
  const read: ReadBatch[] = [];
  for await (const batch of batches) read.push(batch);
  return { schema, schemaMessage, read };
}

/** The bytes of the values, without unused ones. */
async function bytesOf({ schemaMessage, read }: Awaited<ReturnType<typeof readAll>>): Promise<Uint8Array> {
  const builder = new FileBuilder(schemaMessage);
  for (const { batch, dictionaries } of read) {
    builder.add({ batch: { length: batch.length, columns: batch.columns }, dictionaries });
  }
  return builder.finish();
}

describe.each(whole)("%s", (name, stream) => {
  test("is created, added, merged and read unchanged", async () => {
    const { namespace } = of;
    const id = ["t"];
    const sent = await readAll(
      (async function* () {
        yield stream;
      })(),
    );
    const rows = sent.read.reduce((sum, { batch }) => sum + batch.length, 0);
    await namespace.createTable({ id, data: stream });
    await namespace.insertIntoTable({ id, data: stream });
    const merge = { on: ["id"], when_matched_update_all: true, when_not_matched_insert_all: true };
    const merged = namespace.mergeInsertIntoTable({ id, data: stream, ...merge });
    expect(await merged.catch((error: unknown) => error)).toMatchObject({ num_inserted_rows: 0 });
    expect((await namespace.countTableRows({ id })).count).toBe(BigInt(rows * 2));
    const result = await readAll((await namespace.queryTable({ id, k: 100, version: 1 })).data);
    expect(result.schema.fields.map(typeText).at(-1)).toBe(
      renamed[name] ?? sent.schema.fields.map(typeText).at(-1),
    );
    expect(result.schema.metadata).toEqual(sent.schema.metadata);
    expect(result.schema.fields.map(({ nullable, metadata }) => [nullable, metadata])).toEqual(
      sent.schema.fields.map(({ nullable, metadata }) => [nullable, metadata]),
    );
    // Writing the result again and reading it returns the same bytes.
    const bytes = await bytesOf(result);
    await namespace.createTable({ id, data: bytes, mode: "overwrite" });
    const again = await readAll((await namespace.queryTable({ id, k: 100 })).data);
    expect(Buffer.compare(await bytesOf(again), bytes)).toBe(0);
  });
});

test.each(types.filter(([name]) => refused.test(name)))(
  "%s is rejected, with its column",
  async (name, stream) => {
    const error: unknown = await of.namespace
      .createTable({ id: ["t"], data: stream })
      .catch((reason) => reason);
    expect(isNamespaceError(error, 0)).toBe(true);
    expect(String(error)).toMatch(name === "empty name" ? /has no name/ : /\bv\b/);
    expect((await of.namespace.listTables({ id: [] })).tables).toEqual(["user"]);
  },
);

test("blobs of the second kind are stored, and described in results", async () => {
  const { namespace } = of;
  const id = ["t"];
  const data = Buffer.from(streams[blobs] ?? "", "base64");
  await namespace.createTable({ id, data });
  await namespace.insertIntoTable({ id, data });
  const result = await readAll((await namespace.queryTable({ id, k: 100 })).data);
  const { field, nullCount, children } = result.read[0]!.batch.columns[1]!;
  expect(typeText(field)).toMatch(/^struct<kind: uint8, position: uint64, size: uint64, /);
  const sizes = children[2]!.buffers[0]!;
  expect([nullCount, sizes[0], sizes[16]]).toEqual([1, 1, 100]);
  expect((await namespace.countTableRows({ id })).count).toBe(6n);
});

test.each([
  ["int64", '"\\u0000" of type int64'],
  ["timestamp[us, tz=UTC]", '"\\u0000" of type timestamp'],
])("a column of type %s whose name has a NUL character is rejected", async (name, column) => {
  const stream = Buffer.from(streams[name] ?? "", "base64");
  // The name `v` after its length, as the schema encodes it.
  const position = stream.indexOf(Buffer.from([1, 0, 0, 0, "v".charCodeAt(0), 0]));
  stream[position + 4] = 0;
  const created = of.namespace.createTable({ id: ["t"], data: stream });
  await expect(created).rejects.toMatchObject({ code: 0, message: expect.stringContaining(column) });
});

test("a column whose name has a backtick is rejected, because LanceDB would store a table that no client can read", async () => {
  const stream = Buffer.from(streams["int64"] ?? "", "base64");
  const position = stream.indexOf(Buffer.from([1, 0, 0, 0, "v".charCodeAt(0), 0]));
  stream[position + 4] = "`".charCodeAt(0);
  const created = of.namespace.createTable({ id: ["t"], data: stream });
  await expect(created).rejects.toMatchObject({
    code: 0,
    message: expect.stringContaining("backtick"),
  });
});

test("NaN in a vector that is added is named in the error", async () => {
  const stream = Buffer.from(streams["vector of float"] ?? "", "base64");
  const id = ["t"];
  await of.namespace.createTable({ id, data: stream });
  const position = stream.indexOf(Buffer.from(Float32Array.of(1, 2).buffer));
  stream.set(new Uint8Array(Float32Array.of(Number.NaN).buffer), position);
  const insert = of.namespace.insertIntoTable({ id, data: stream });
  await expect(insert).rejects.toMatchObject({ code: 13, message: expect.stringContaining("NaN") });
});

/** Rows that LanceDB would have to cast to a column's type; it does not do so, or panics. */
test.each([
  ["dictionary of bool", "bool"],
  ["struct", "struct of nothing"],
])("a table with a %s rejects a %s as unsupported", async (stored, sent) => {
  const streamOf = (name: string): Buffer => Buffer.from(streams[name] ?? "", "base64");
  await of.namespace.createTable({ id: ["t"], data: streamOf(stored) });
  const insert = of.namespace.insertIntoTable({ id: ["t"], data: streamOf(sent) });
  await expect(insert).rejects.toMatchObject({ code: 0 });
  expect((await of.namespace.countTableRows({ id: ["t"] })).count).toBe(3n);
});

test("a column that only a newer Lance reads is named, and calls that need no column work", async () => {
  const id = ["t"];
  const stream = Buffer.from(streams["timestamp[us, tz=Europe/Berlin]"] ?? "", "base64");
  await of.namespace.createTable({ id, data: stream });
  const { location } = await of.namespace.describeTable({ id });
  // The installed Lance cannot read a type with two colons in its zone.
  await replaceText(String(location), "timestamp:us:Europe/Berlin", "timestamp:us:Europe:Berlin");
  await using namespace = withTables(of.inner);
  const calls = [
    () => namespace.queryTable({ id, k: 1 }),
    () => namespace.updateTable({ id, updates: [["id", "1"]] }),
    () => namespace.insertIntoTable({ id, data: stream }),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      code: 0,
      message: expect.stringContaining('column "v" of type timestamp:us:Europe:Berlin'),
    });
  }
  expect((await namespace.listTableTags({ id })).tags).toEqual({});
});

test("calls on a table whose files hold another type than its schema say so, and rows can be written again", async () => {
  const id = ["t"];
  const data = bodyOf([{ id: 1, v: 1.5 }]);
  await of.namespace.createTable({ id, data });
  const { location } = await of.namespace.describeTable({ id });
  await replaceText(String(location), "double", "string");
  await using namespace = withTables(of.inner);
  const calls = [
    () => namespace.queryTable({ id, k: 1 }),
    () => namespace.countTableRows({ id, predicate: "v = 'a'" }),
    () => namespace.updateTable({ id, updates: [["v", "'a'"]] }),
    () => namespace.deleteFromTable({ id, predicate: "v = 'a'" }),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      code: 19,
      message: expect.stringContaining("files of table 't' do not match its schema"),
    });
  }
  await namespace.insertIntoTable({ id, mode: "overwrite", data });
  expect((await namespace.countTableRows({ id, predicate: "v = 1.5" })).count).toBe(1n);
});
