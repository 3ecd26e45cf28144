/** Tables in an object store whose names are in PostgreSQL: LanceDB alone writes and removes their files. */
import { randomUUID } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { openTableEngine } from "@lancetree/tables";
import { expect, inject, test } from "vitest";
import { arrowStream } from "../../../dir-namespace/test/support/rows.ts";
import { PostgresNamespace } from "../../src/index.ts";

const data = arrowStream([1, 2]);

test("a dropped table's files are removed from the store, and nothing else is", async () => {
  const storageOptions = { ...inject("storageOptions") };
  const pglite = await PGlite.create();
  await using engine = await openTableEngine({ storageOptions });
  try {
    const root = `${inject("bucket")}/${randomUUID()}`;
    await using catalog = new PostgresNamespace({ database: pglite, root, storageOptions });
    const [dropped, kept] = await Promise.all(
      ["dropped", "kept"].map((name) => catalog.createTable({ id: [name], data })),
    );
    const open = async (location: string | null | undefined): Promise<number> => {
      const table = await engine.open({ location: String(location) });
      return table.countRows().finally(() => table.close());
    };
    expect(await open(dropped?.location)).toBe(2);
    await catalog.dropTable({ id: ["dropped"] });
    await catalog.removeDueFiles();
    await expect(open(dropped?.location)).rejects.toMatchObject({ code: 4 });
    expect(await open(kept?.location)).toBe(2);
    const { rows } = await pglite.query("select location from lancetree_pending_files");
    expect(rows).toEqual([]);
    // A folder that is already removed is not a failure: another process may have been faster.
    await pglite.query("insert into lancetree_pending_files values ('default', 'gone.lance', now())");
    await catalog.removeDueFiles();
    expect((await pglite.query("select location from lancetree_pending_files")).rows).toEqual([]);
  } finally {
    await pglite.close();
  }
});

test("only a folder whose name ends in .lance can be registered", async () => {
  await using catalog = new PostgresNamespace({ database: "pglite:", root: `${inject("bucket")}/x` });
  await expect(catalog.registerTable({ id: ["t"], location: "tables/user" })).rejects.toMatchObject({
    code: 13,
  });
});
