import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { withLock } from "./lock.ts";

/** Milliseconds after its last use until a folder is removed. */
const unusedMs = 7_200_000;

/**
 * Holds everything that is built and installed for tests. It is outside of the repository: inside, Node would find undeclared
 * dependencies in the `node_modules` of the workspace.
 */
export const cache: string = join(tmpdir(), `lancetree-installed-${userInfo().uid}`);

/**
 * A folder that is made once for a name, even if several tests and processes request it at the same time.
 *
 * @param name - contains a hash of everything that the content depends on
 * @param make - fills an empty folder, which is renamed when it is complete
 */
export async function cachedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  await mkdir(cache, { recursive: true, mode: 0o700 });
  if (await recordUse(folder)) return folder;
  await withLock(`${folder}.lock`, async () => {
    if (await recordUse(folder)) return;
    await removeUnused();
    const unfinished = await mkdtemp(`${folder}.unfinished-`);
    try {
      await make(unfinished);
      await rename(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  });
  return folder;
}

/** Whether the folder exists. */
async function recordUse(folder: string): Promise<boolean> {
  const now = new Date();
  return utimes(folder, now, now).then(
    () => true,
    () => false,
  );
}

async function removeUnused(): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    const lastUse = await stat(path).catch(() => undefined);
    if (lastUse !== undefined && Date.now() - lastUse.mtimeMs > unusedMs) {
      await rm(path, { recursive: true, force: true });
    }
  }
}
