import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { connectNamespace, type NamespaceConnection } from "../src/index.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const rows = [{ a: 1 }];

async function filled(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), "lancetree-close-"));
  folders.push(root);
  const db = await connectNamespace("dir", { root });
  await db.createTable("t", rows);
  await db.createNamespace(["filled"]);
  await db.createTable("t", rows, ["filled"]);
  await db[Symbol.asyncDispose]();
  return root;
}

const calls: Record<string, [call: (db: NamespaceConnection) => Promise<unknown>, code: number | undefined]> =
  {
    "open a table": [(db) => db.openTable("t"), undefined],
    "open a table that is missing": [(db) => db.openTable("nosuch"), 4],
    "create a table": [(db) => db.createTable("u", rows), undefined],
    "create an empty table below a missing namespace": [(db) => db.createTable("u", rows, ["nosuch"]), 1],
    "create a table that exists": [(db) => db.createTable("t", rows), 5],
    "create a namespace": [(db) => db.createNamespace(["n"]), undefined],
    "create a namespace that exists": [(db) => db.createNamespace(["filled"]), 2],
    "drop a table that is missing": [(db) => db.dropTable("nosuch"), 4],
    "drop all tables": [(db) => db.dropAllTables(["filled"]), undefined],
    "drop a namespace that is filled": [(db) => db.dropNamespace(["filled"]), 3],
    "rename a table that is missing": [(db) => db.renameTable("nosuch", "x"), 4],
    "list tables": [(db) => db.tableNames(), undefined],
    "list views": [(db) => db.listMaterializedViews(), undefined],
    "drop a table of a part": [(db) => db.at(["filled"]).dropTable("nosuch"), 4],
  };

describe.each(Object.entries(calls))("%s, and close while it runs", (_, [call, code]) => {
  it.each([0, 1, 5, 20])("after %s ms: it ends as if the connection were open", async (milliseconds) => {
    const db = await connectNamespace("dir", { root: await filled() });
    const ended = call(db).then(
      () => undefined,
      (error: { code?: number }) => error.code,
    );
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    db.close();
    expect(await ended).toBe(code);
    await db[Symbol.asyncDispose]();
    await expect((async () => call(db))()).rejects.toMatchObject({
      code: 13,
      message: "Connection is closed.",
    });
  });
});
