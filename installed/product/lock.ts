import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** Milliseconds after which a lock counts as abandoned; all work under a lock takes far less. */
const longestHoldMs = 900_000;

/** Runs the work while no other process holds the same lock file. Ignores the lock of a process that has ended. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) await sleep(100);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  if (await isLeftBehind(path)) await rm(path, { force: true });
  return false;
}

async function isLeftBehind(path: string): Promise<boolean> {
  try {
    const [owner, { mtimeMs }] = [Number(await readFile(path, "utf8")), await stat(path)];
    if (Date.now() - mtimeMs > longestHoldMs) return true;
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
