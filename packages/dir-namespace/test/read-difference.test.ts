import { connectNamespace } from "@lancedb/lancedb";
import { openTableEngine, type Table, type TableEngine, tableReader } from "@lancetree/tables";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LocalFolder } from "../src/folders/local-folder.ts";
import type { DirectoryNamespace } from "../src/index.ts";
import { ManifestTable } from "../src/manifest/manifest-table.ts";
import { readContent } from "../src/manifest/read-content.ts";
import { readDifference, type Version } from "../src/manifest/read-difference.ts";
import { VersionCache } from "../src/manifest/version-cache.ts";
import type { Row } from "../src/model/row.ts";
import type { Rows } from "../src/model/rows.ts";
import { Random } from "./processes/random.ts";
import { useFolder } from "./support/folder.ts";
import { namespaceRow, writeManifestRows } from "./support/manifest-rows.ts";

/** The number of rows of the first fragment. */
const rowCount = 3000;

interface World {
  readonly root: string;
  readonly lancetree: DirectoryNamespace;
  /** The catalog's own table, as any program may use it. */
  readonly table: Table;
}

function record(id: string, metadata: string | null = null): Record<string, unknown> {
  return { object_id: id, object_type: "namespace", location: null, metadata, base_objects: null };
}

/** LanceDB does not try again by itself if the cleanup after a call commits first. */
async function compactedVersion(table: Table): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await table.checkoutLatest();
    try {
      await table.optimize({ cleanupOlderThan: new Date(0) });
      return;
    } catch (error) {
      if (attempt === 10 || !String(error).includes("Retryable commit conflict")) throw error;
    }
  }
}

/** Every kind of change that other processes and other clients make to the table. */
const changes: Readonly<Record<string, (world: World, round: number) => Promise<unknown>>> = {
  "our create": ({ lancetree }, round) =>
    lancetree.createNamespace({ id: [`ours-${round}`], properties: { k: "v" } }),
  "our create of many": async ({ lancetree }, round) =>
    Promise.all(
      Array.from({ length: 8 }, (_, index) => lancetree.createNamespace({ id: ["a", `${round}-${index}`] })),
    ),
  "our drop": async ({ lancetree }, round) => {
    await lancetree.createNamespace({ id: [`gone-${round}`] });
    await lancetree.createNamespace({ id: [`gone-${round}`, "below"] });
    await lancetree.dropNamespace({ id: [`gone-${round}`], behavior: "cascade" });
  },
  "our declared table": ({ lancetree }, round) => lancetree.declareTable({ id: ["a", `t-${round}`] }),
  "an append": ({ table }, round) => table.add([record(`appended-${round}`), record(`appended-${round}$x`)]),
  "a merge that inserts": ({ table }, round) =>
    table
      .mergeInsert("object_id")
      .whenNotMatchedInsertAll()
      .useIndex(false)
      .execute(Array.from({ length: 5 }, (_, index) => record(`merged-${round}-${index}`))),
  "a merge that updates": ({ table }, round) =>
    table
      .mergeInsert("object_id")
      .whenMatchedUpdateAll()
      .whenNotMatchedInsertAll()
      .useIndex(false)
      .execute([record("a$1", `{"round":"${round}"}`), record("a$2"), record(`upserted-${round}`)]),
  "an update in place": ({ table }, round) =>
    table.update({ where: "object_id LIKE 'a$2_'", values: { metadata: `{"updated":"${round}"}` } }),
  "a delete": ({ table }, round) => table.delete(`object_id LIKE '%${round % 10}'`),
  "a delete of everything": ({ table }) => table.delete("true"),
  "a compaction by LanceDB": ({ table }) => compactedVersion(table),
  "a restored version": async ({ table }) => {
    await table.checkout((await table.version()) - 2);
    await table.restore();
    await table.checkoutLatest();
  },
  "a native create": async ({ root }, round) => {
    const native = await connectNamespace("dir", { root });
    await native.createNamespace([`native-${round}`]);
    native.close();
  },
  "a native drop": async ({ root }, round) => {
    const native = await connectNamespace("dir", { root });
    await native.createNamespace([`dropped-${round}`]);
    await native.dropNamespace([`dropped-${round}`]);
    native.close();
  },
};

/** Changes that rewrite the whole table: reading all of it takes no more than reading the difference. */
const whole = ["a delete of everything", "a compaction by LanceDB", "a native create", "a native drop"];

const folder = useFolder();
let engine: TableEngine;
beforeAll(async () => {
  engine = await openTableEngine();
});
afterAll(() => engine.close());

async function open(root: string): Promise<Table> {
  return engine.open({ location: `${root}/__manifest` });
}

async function world(): Promise<World> {
  const { root } = folder;
  const first = Array.from({ length: rowCount }, (_, index) =>
    namespaceRow(`a$${index}`, { index: `${index}` }),
  );
  await writeManifestRows(root, [namespaceRow("a"), ...first]);
  return { root, lancetree: folder.open(), table: await open(root) };
}

async function versionAt(root: string, version: number): Promise<Version & { rows: Rows }> {
  const table = await open(root);
  await table.checkout(version);
  const { fragments } = await new ManifestTable(engine, new LocalFolder(root)).metadata(version);
  const reader = tableReader(table);
  return { open: () => Promise.resolve(reader), fragments, rows: (await readContent(reader)).rows };
}

function all(rows: Rows | undefined): Row[] | undefined {
  return rows && [...rows.values()];
}

describe("the difference between two versions", () => {
  test.each(Object.keys(changes))("of %s is what reading all would say, forwards and back", async (name) => {
    const made = await world();
    await made.lancetree.createNamespace({ id: ["start"] });
    await made.table.checkoutLatest();
    const from = await versionAt(made.root, await made.table.version());
    for (let round = 0; round < 3; round++) await changes[name]?.(made, round);
    await made.lancetree.close();
    await made.table.checkoutLatest();
    const to = await versionAt(made.root, await made.table.version());
    const [forth, back] = [
      await readDifference(from.rows, from, to),
      await readDifference(to.rows, to, from),
    ];
    expect(forth === undefined).toBe(whole.includes(name));
    expect(back === undefined).toBe(whole.includes(name));
    expect(all(forth) ?? all(to.rows)).toEqual(all(to.rows));
    expect(all(back) ?? all(from.rows)).toEqual(all(from.rows));
    // Old rows stay as they were.
    expect(from.rows.has("start")).toBe(true);
  });

  test.each([1, 2, 3])("of any mixture of them, too: %i", async (seed) => {
    const random = new Random(seed);
    const made = await world();
    for (let round = 0; round < 10; round++) {
      await made.table.checkoutLatest();
      await changes[random.pick(Object.keys(changes))]?.(made, round);
    }
    await made.lancetree.close();
    await made.table.checkoutLatest();
    const last = await made.table.version();
    const versions = new VersionCache(new ManifestTable(engine, new LocalFolder(made.root)));
    for (let count = 0; count < 30; count++) {
      const version = 1 + random.below(last);
      await made.table.checkout(version);
      const [expected, actual] = [await readContent(tableReader(made.table)), await versions.at(version)];
      expect(actual?.damage).toEqual(expected.damage);
      expect(all(actual?.rows)).toEqual(all(expected.rows));
    }
    versions.close();
  });
});
