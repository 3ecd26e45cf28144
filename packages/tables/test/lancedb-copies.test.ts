/** A second copy of LanceDB in the process is named in a warning, and its sessions are rejected. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type * as LanceDb from "@lancedb/lancedb";
import { openTableEngine } from "@lancetree/tables";
import { afterAll, expect, test } from "vitest";

const require = createRequire(import.meta.url);
const scratch = mkdtempSync(join(tmpdir(), "lancetree-copies-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("another copy is named once, with its version and its folder, and its sessions are rejected", async () => {
  const warnings: NodeJS.ErrnoException[] = [];
  const collect = (warning: Error): void => void warnings.push(warning);
  process.on("warning", collect);
  try {
    await (await openTableEngine()).close();
    await settled();
    expect(warnings).toEqual([]);

    const { folder, lancedb } = loadSecondCopy();
    const mistaken = openTableEngine({ session: new lancedb.Session() });
    await expect(mistaken).rejects.toMatchObject({
      code: 13,
      message: expect.stringContaining(`It may belong to 0.39.0 from ${folder}.`),
    });
    for (let times = 0; times < 2; times += 1) await (await openTableEngine()).close();
    await settled();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.code).toBe("LANCETREE_LANCEDB_COPIES");
    expect(warnings[0]?.message).toContain("2 copies of LanceDB are loaded: Lancetree uses 0.39.0 from ");
    expect(warnings[0]?.message).toContain(`loaded as well: 0.39.0 from ${folder}.`);
  } finally {
    process.off("warning", collect);
  }
});

test("a session must be a Session of LanceDB", async () => {
  // @ts-expect-error: some callers do not use types
  await expect(openTableEngine({ session: {} })).rejects.toMatchObject({ code: 13 });
});

/** A second copy of LanceDB, as an installed project can have it: separate files of both parts of the package. */
function loadSecondCopy(): { folder: string; lancedb: typeof LanceDb } {
  const original = dirname(dirname(require.resolve("@lancedb/lancedb")));
  const besides = dirname(dirname(original));
  const modules = join(scratch, "node_modules");
  for (const scope of readdirSync(besides)) {
    if (scope === "@lancedb") continue;
    mkdirSync(modules, { recursive: true });
    symlinkSync(join(besides, scope), join(modules, scope));
  }
  for (const part of readdirSync(dirname(original))) {
    cpSync(join(dirname(original), part), join(modules, "@lancedb", part), {
      recursive: true,
      dereference: true,
    });
  }
  const folder = join(modules, "@lancedb", "lancedb");
  return { folder, lancedb: require(join(folder, "dist", "index.js")) };
}

/** Node emits a warning in a later tick. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
