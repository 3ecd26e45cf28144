/** Calls with paths as long as a request may have them, although the database can hold no object there. */
import { expect, test } from "vitest";
import type { PostgresNamespace } from "../src/index.ts";
import { useCatalogs } from "./support/catalogs.ts";

const catalogs = useCatalogs();

const below = Array.from({ length: 990 }, () => "a".repeat(13));

interface Recorded {
  readonly namespace: PostgresNamespace;
  /** The characters of the values that statements received so far. */
  readonly sent: () => number;
}

/** A catalog over the database of this file, of which the values of all statements are counted. */
function recorded(): Recorded {
  let characters = 0;
  const namespace = catalogs().observed((values) => {
    characters += JSON.stringify(values).length;
  });
  return { namespace, sent: () => characters };
}

test("a long path is sent to the database a few times, not with each path above it", async () => {
  const { namespace, sent } = recorded();
  await namespace.createNamespace({ id: ["n"] });
  await namespace.declareTable({ id: ["n", "t"] });
  const id = ["n", ...below];
  const calls: [number, () => Promise<unknown>][] = [
    [1, () => namespace.describeTable({ id })],
    [1, () => namespace.describeNamespace({ id })],
    [1, () => namespace.listTables({ id })],
    [1, () => namespace.alterProperties({ id, set: { a: "1" } })],
    [1, () => namespace.renameTable({ id: ["n", "t"], new_namespace_id: id, new_table_name: "t" })],
  ];
  const longest = 5 * JSON.stringify(id).length;
  for (const [code, call] of calls) {
    const before = sent();
    await expect(call()).rejects.toMatchObject({ code });
    expect(sent() - before).toBeLessThan(longest);
  }
});

test("the first namespace that is missing above an object is named, at any depth", async () => {
  const namespace = catalogs().open();
  const path = Array.from({ length: 40 }, (_, depth) => `n${depth}`);
  for (let depth = 1; depth <= path.length; depth++)
    await namespace.createNamespace({ id: path.slice(0, depth) });
  await namespace.declareTable({ id: [...path, "t"] });
  expect((await namespace.listTables({ id: path })).tables).toEqual(["t"]);
  expect(await namespace.describeTable({ id: [...path, "t"] })).toMatchObject({ properties: {} });
  await expect(
    namespace.describeTable({ id: [...path.slice(0, 20), "x", ...path.slice(21)] }),
  ).rejects.toMatchObject({ code: 1, message: expect.stringContaining("n19/x'") });
  await expect(namespace.describeTable({ id: [...path, "t", "u"] })).rejects.toMatchObject({ code: 1 });
  expect(await namespace.describeNamespace({ id: [] })).toEqual({ properties: {} });
});

test.each([300, 1025, 100_000])("no table is registered at a location of %i characters", async (length) => {
  const namespace = catalogs().open();
  const location = "a".repeat(length);
  await expect(namespace.registerTable({ id: ["t"], location })).rejects.toMatchObject({ code: 13 });
});
