import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Fragment } from "@lancetree/tables";
import { manifestName } from "@lancetree/tables";
import { expect, test } from "vitest";
import { compact, needsCompaction, newestFragments } from "../src/manifest/compaction.ts";
import { readVersionMetadata } from "../src/manifest/version-file.ts";
import { useFolder } from "./support/folder.ts";
import { namespaceRow, rowIds, writeManifestRows } from "./support/manifest-rows.ts";
import { withTable } from "./support/rows.ts";

const folder = useFolder();

/** What the documentation says: live fragments of the catalog's table, and bytes that a commit leaves. */
const maxFragments = 48;
const maxBytes = 100_000;

async function versionNumbers(): Promise<number> {
  const names = await readdir(join(folder.root, "__manifest", "_versions"));
  return names.filter((name) => name.endsWith(".manifest")).length;
}

async function fragmentsAt(version: number): Promise<readonly Fragment[]> {
  const path = join(folder.root, "__manifest", "_versions", manifestName(version));
  return readVersionMetadata(await readFile(path)).fragments;
}

async function bytesBelow(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return sizes.reduce((total, { size }) => total + size, 0);
}

test("fragments and bytes stay bounded, no version goes, and no row is lost", async () => {
  await writeManifestRows(folder.root, [
    namespaceRow("a"),
    ...Array.from({ length: 3000 }, (_, index) => namespaceRow(`a$old${index}`)),
  ]);
  const [first, second] = [folder.open(), folder.open()];
  const before = await bytesBelow(folder.root);
  const started = await versionNumbers();
  const create = async (catalog: typeof first, name: string): Promise<void> => {
    for (let index = 0; index < 70; index++) {
      await catalog.createNamespace({ id: ["a", `${name}${index}`] });
      if (index % 5 === 4) await catalog.dropNamespace({ id: ["a", `${name}${index}`] });
    }
  };
  await Promise.all([create(first, "x"), create(second, "y")]);
  await Promise.all([first.close(), second.close()]);
  const versions = await versionNumbers();
  const counts: number[] = [];
  for (let version = started; version <= versions; version++) {
    counts.push((await fragmentsAt(version)).length);
  }
  expect(Math.max(...counts)).toBeLessThanOrEqual(maxFragments);
  // Some compaction must have been made, or the bound would show nothing.
  expect(counts.filter((count, index) => count < (counts[index - 1] ?? 0) - 8).length).toBeGreaterThan(0);
  expect((await bytesBelow(folder.root)) - before).toBeLessThan((versions - started) * maxBytes);
  const kept = Array.from({ length: 70 }, (_, index) => index).filter((index) => index % 5 !== 4);
  expect((await rowIds(folder.root)).filter((id) => /^a\$[xy]/.test(id))).toEqual(
    ["x", "y"].flatMap((name) => kept.map((index) => `a$${name}${index}`)).toSorted(),
  );
  expect(await rowIds(folder.root)).toHaveLength(1 + 3000 + 2 * kept.length);
});

test("a compaction is rejected if another process changes a row meanwhile", async () => {
  const rows = Array.from({ length: 20 }, (_, index) => namespaceRow(`n${index}`, { k: "old" }));
  for (const row of rows) await writeManifestRows(folder.root, [row]);
  const location = join(folder.root, "__manifest");
  await withTable(location, (late) =>
    withTable(location, async (other) => {
      const fragments = await fragmentsAt(await late.version());
      expect(needsCompaction(fragments)).toBe(true);
      await other.update({ where: "object_id = 'n3'", valuesSql: { metadata: `'{"k":"new"}'` } });
      await other.delete("object_id = 'n4'");
      await other
        .mergeInsert("object_id")
        .whenNotMatchedInsertAll()
        .useIndex(false)
        .execute([{ ...namespaceRow("n20"), location: null, base_objects: null }]);
      await compact(late, fragments);
      const stored: { object_id: string; metadata: string | null }[] = await late.query().toArray();
      expect(stored).toHaveLength(20);
      expect(stored.find(({ object_id }) => object_id === "n3")?.metadata).toBe('{"k":"new"}');
      expect(stored.some(({ object_id }) => object_id === "n4")).toBe(false);
      expect((await fragmentsAt(await late.version())).length).toBeLessThan(4);
    }),
  );
});

test("a row is rewritten as many times as the table doubles, at any size", () => {
  let fragments: { id: number; rows: number }[] = [];
  let rewritten = 0;
  let peak = 0;
  const commits = 200_000;
  for (let id = 0; id < commits; id++) {
    fragments = [...fragments, { id, rows: 1 }];
    peak = Math.max(peak, fragments.length);
    if (id % 8 !== 7 || !needsCompaction(fragments)) continue;
    const tail = newestFragments(fragments);
    const rows = sum(tail);
    rewritten += rows;
    fragments = [...fragments.slice(0, -tail.length), { id, rows }];
  }
  expect(sum(fragments)).toBe(commits);
  expect(peak).toBeLessThanOrEqual(maxFragments);
  expect(rewritten / commits).toBeLessThan(60);
});

function sum(fragments: readonly { rows: number }[]): number {
  return fragments.reduce((total, { rows }) => total + rows, 0);
}
