import { describe, expect, test } from "vitest";
import { expectCode, id, subject } from "./support.ts";

const of = subject();
const wrong = [
  "",
  ".",
  "..",
  "é",
  "a/../b",
  "a\\b",
  "a b",
  "a\n",
  "%2e%2e",
  "..;",
  "a".repeat(201),
  "\u{1F600}",
];

const creations: Readonly<Record<string, (name: string) => Promise<unknown>>> = {
  tag: (name) => of.namespace.createTableTag({ id, tag: name, version: 1 }),
  branch: (name) => of.namespace.createTableBranch({ id, name }),
  index: (name) => of.namespace.createTableIndex({ id, column: "id", index_type: "BTREE", name }),
  "scalar index": (name) =>
    of.namespace.createTableScalarIndex({ id, column: "id", index_type: "BTREE", name }),
};

describe.each(Object.entries(creations))("the name of a new %s", (what, create) => {
  test.each(wrong.map((name) => [JSON.stringify(name.slice(0, 20)), name]))(
    "%s is refused",
    async (_, name) => {
      await expectCode(create(name), 13);
      expect(await of.namespace.listTableTags({ id })).toEqual({ tags: {} });
      expect(await of.namespace.listTableBranches({ id })).toEqual({ branches: {} });
      expect(await of.namespace.listTableIndices({ id })).toEqual({ indexes: [] });
    },
  );

  test("may be long", async () => {
    await expect(create(`${what.slice(0, 3)}_${"1".repeat(150)}`)).resolves.toBeDefined();
  });
});

test("a tag and an index must not have a slash in their names, a branch may", async () => {
  await expectCode(of.namespace.createTableTag({ id, tag: "a/b", version: 1 }), 13);
  await expectCode(of.namespace.createTableIndex({ id, column: "id", index_type: "BTREE", name: "a/b" }), 13);
  await of.namespace.createTableBranch({ id, name: "a/b" });
  expect(Object.keys((await of.namespace.listTableBranches({ id })).branches)).toEqual(["a/b"]);
});

test("an index without a name gets a default name, also for null", async () => {
  const index = { id, column: "id", index_type: "BTREE" };
  await of.namespace.createTableIndex({ ...index, name: null });
  expect((await of.namespace.listTableIndices({ id })).indexes).toMatchObject([{ index_name: "id_idx" }]);
});
