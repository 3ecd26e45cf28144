import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTableEngine, type TableEngine } from "@lancetree/tables";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { CatalogSettings } from "../../src/catalog.ts";
import { LocalFolder } from "../../src/folders/local-folder.ts";
import { DirectoryNamespace } from "../../src/index.ts";
import { Manifest } from "../../src/manifest/manifest.ts";
import { Prober } from "./observation.ts";
import { rowsBy } from "./rows.ts";
import { SyncPoints } from "./sync-points.ts";
import { VersionWatch } from "./versions.ts";

/** One process stops before a call to storage, others complete its work and go on, then it continues. */

/** With the production times each test would wait for seconds. */
const timing: CatalogSettings["timing"] = { ownerMs: 100, helperMs: 200, fillingMs: 50, pollMs: 5 };

let engine: TableEngine;
let syncPoints: SyncPoints;
let root: string;
let late: DirectoryNamespace;
let other: DirectoryNamespace;
let folder: LocalFolder;
let prober: Prober;

beforeAll(async () => {
  engine = await openTableEngine();
  syncPoints = new SyncPoints();
  syncPoints.install(LocalFolder.prototype, ["status", "rootTables"]);
  syncPoints.install(Manifest.prototype, ["commit"]);
});

afterAll(() => engine.close());

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lancetree-late-"));
  late = open();
  other = open();
  folder = new LocalFolder(root);
  prober = new Prober(other, engine, new VersionWatch(folder));
});

afterEach(async () => {
  syncPoints.openAll();
  await Promise.all([late.close(), other.close()]);
  rmSync(root, { recursive: true, force: true });
});

function open(): DirectoryNamespace {
  const settings: CatalogSettings = { root, timing };
  return new DirectoryNamespace(settings);
}

const r = { id: ["r"] };
const registration = { ...r, location: "r.lance" };

test("a deregistration that continues late does not hide a table that was registered again", async () => {
  await createFirst(["r"]);
  const syncPoint = syncPoints.hold("after commit");
  const deregistered = late.deregisterTable(r);
  await syncPoint.reached;
  await other.registerTable(registration);
  syncPoint.open();
  await deregistered;
  expect(await folder.status("r.lance")).toBe("table");
  await other.createTable({ ...r, mode: "exist_ok", data: rowsBy("second") });
  expect(await writerOf("r")).toBe("first");
});

test("a registration that continues late does not show a table that was deregistered again", async () => {
  await createFirst(["r"]);
  await other.deregisterTable(r);
  const syncPoint = syncPoints.hold("after commit");
  const registered = late.registerTable(registration);
  await syncPoint.reached;
  await other.deregisterTable(r);
  syncPoint.open();
  await registered;
  expect(await folder.status("r.lance")).toBe("deregistered");
  expect(await prober.tables()).toEqual([]);
});

test("a table without data that is being registered again is filled, not kept", async () => {
  await other.declareTable(r);
  await other.deregisterTable(r);
  const syncPoint = syncPoints.hold("after commit");
  const registered = late.registerTable(registration);
  await syncPoint.reached;
  await other.createTable({ ...r, mode: "exist_ok", properties: { by: "second" }, data: rowsBy("second") });
  syncPoint.open();
  await registered;
  expect(await writerOf("r")).toBe("second");
});

test("a table that is created after its row and before its folder is read is described correctly", async () => {
  const syncPoint = syncPoints.hold("status");
  const described = late.describeTable(r);
  await syncPoint.reached;
  await other.createTable({ ...r, properties: { by: "other" }, data: rowsBy("other") });
  syncPoint.open();
  expect((await described).properties).toEqual({ by: "other" });
});

test("a list does not show a table together with one that was dropped before it was created", async () => {
  await createFirst(["q"]);
  const syncPoint = syncPoints.hold("rootTables");
  const listed = late.listTables({ id: [] });
  await syncPoint.reached;
  await other.dropTable({ id: ["q"] });
  await createFirst(["r"]);
  syncPoint.open();
  expect((await listed).tables).toEqual(["r"]);
});

test("a creation does not keep a table that was created and dropped while it read the status", async () => {
  const before = syncPoints.hold("status");
  const created = late.createTable({ ...r, mode: "exist_ok", data: rowsBy("second") });
  await before.reached;
  await createFirst(["r"]);
  const after = syncPoints.hold("after status");
  before.open();
  await after.reached;
  await other.dropTable(r);
  after.open();
  await created;
  expect(await writerOf("r")).toBe("second");
});

test("a drop that read a folder early does not restore a dropped table to drop it", async () => {
  await other.createNamespace({ id: ["a"] });
  const status = syncPoints.hold("status");
  const dropped = late.dropTable(r).then(
    () => "ok",
    (error: { code: number }) => error.code,
  );
  await status.reached;
  await createFirst(["r"]);
  const adoption = syncPoints.hold("commit");
  status.open();
  await adoption.reached;
  await other.dropTable(r);
  const next = syncPoints.hold("commit");
  adoption.open();
  // The table was not created again: it must never be listed, and it was dropped once.
  await Promise.race([next.reached, dropped]);
  expect(await prober.tables()).toEqual([]);
  next.open();
  expect(await dropped).toBe(4);
});

test("a registration that read a folder early does not name a removed folder", async () => {
  await createFirst(["r"]);
  await other.deregisterTable(r);
  const syncPoint = syncPoints.hold("commit");
  const registered = late.registerTable(registration).then(
    () => "ok",
    (error: { code: number }) => error.code,
  );
  await syncPoint.reached;
  await other.registerTable(registration);
  await other.dropTable(r);
  syncPoint.open();
  expect(await registered).toBe(13);
  expect(await prober.tables()).toEqual([]);
});

test("a root table's folder stays while another row names it", async () => {
  await other.createNamespace({ id: ["a"] });
  await createFirst(["r"]);
  await other.registerTable({ id: ["a", "t"], location: "r.lance" });
  await other.dropTable(r);
  expect(await writerOf("a$t")).toBe("first");
});

test("a root table that a registration replaced does not come back by its folder", async () => {
  await createFirst(["r"]);
  await other.createTable({ id: ["q"], data: rowsBy("second") });
  await other.deregisterTable({ id: ["q"] });
  await other.registerTable({ ...r, location: "q.lance", mode: "overwrite" });
  expect(await writerOf("r")).toBe("second");
  await other.dropTable(r);
  expect(await prober.tables()).toEqual([]);
});

test("a deregistration whose folder was removed ends", async () => {
  await createFirst(["r"]);
  rmSync(join(root, "r.lance"), { recursive: true });
  await other.deregisterTable(r);
  expect(await prober.tables()).toEqual([]);
});

test("a drop takes no folder along that only a half finished rename still names there", async () => {
  await other.createNamespace({ id: ["a"] });
  await other.createNamespace({ id: ["b"] });
  await createFirst(["a", "t"]);
  // The rename is committed and the intent of the new row cleared; the old row is not deleted.
  let syncPoint = syncPoints.hold("commit");
  const renamed = late.renameTable({ id: ["a", "t"], new_table_name: "t", new_namespace_id: ["b"] });
  for (let commit = 0; commit < 2; commit++) {
    await syncPoint.reached;
    const next = syncPoints.hold("commit");
    syncPoint.open();
    syncPoint = next;
  }
  await syncPoint.reached;
  const { location } = await other.deregisterTable({ id: ["b", "t"] });
  await other.dropNamespace({ id: ["a"], behavior: "cascade" });
  syncPoint.open();
  await renamed;
  const kept = decodeURIComponent(location?.split("/").at(-1) ?? "");
  expect(await folder.status(kept)).toBe("table");
  await other.registerTable({ id: ["b", "again"], location: kept });
  expect(await writerOf("b$again")).toBe("first");
});

/** Makes a table by a catalog that ends, so that its cleanup does not reach a sync point later. */
async function createFirst(id: readonly string[]): Promise<void> {
  await using maker = open();
  await maker.createTable({ id: [...id], data: rowsBy("first") });
}

/** The writer of the rows of a table, or why it cannot be read. */
async function writerOf(id: string): Promise<string> {
  const probe = await prober.table(id);
  if (probe.saw !== "table" || "problem" in probe.content) return JSON.stringify(probe);
  return [...new Set(probe.content.writers)].join(" and ");
}
