import { randomBytes } from "node:crypto";
import { readdir, realpath, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isSystemError, ServiceUnavailableError } from "@lancetree/core";
import { makeFolder } from "@lancetree/tables";

/** The claims of this process: a claim with its own id that is not in here was left by an earlier process with that id. */
const claims = new Set<string>();

/** Processes that start at the same time see the claims of each other, and all withdraw; then they try again. */
const maxTries = 10;
const maxPauseMs = 50;

/**
 * Locks a folder for this process, by a file beside it, the claim, whose name has the id of the process: a second process that opens the
 * database in the folder would overwrite what the first one has committed. Claims of processes that no longer run do not count.
 *
 * Rejects with ServiceUnavailable (17) if another process has the folder, or this one has opened it twice.
 *
 * @returns a function that ends the lock
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  await makeFolder(resolve(folder));
  // Two paths may lead to one folder.
  const path = `${await realpath(folder)}.lock`;
  for (let tries = 1; ; tries++) {
    const claim = `${path}.${process.pid}.${randomBytes(8).toString("hex")}`;
    // Each process writes its claim before it reads the others', and nothing renames or replaces a claim: of two processes, the one that
    // wrote later sees the other.
    claims.add(claim);
    const end = async (): Promise<void> => {
      await rm(claim, { force: true });
      claims.delete(claim);
    };
    try {
      await writeFile(claim, "", { flag: "wx" });
      const other = await otherClaim(path, claim);
      if (other === undefined) return end;
      await end();
      if (tries === maxTries) throw inUse(other);
    } catch (error) {
      await end();
      throw error;
    }
    await wait(Math.random() * maxPauseMs);
  }
}

interface Claim {
  readonly file: string;
  readonly owner: number;
}

/** A claim on the same folder of a process that runs. Removes those of processes that ended, whose names no process uses again. */
async function otherClaim(path: string, own: string): Promise<Claim | undefined> {
  const start = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const file = join(dirname(path), name);
    const owner = name.startsWith(start)
      ? /^(\d+)\.[0-9a-f]{16}$/.exec(name.slice(start.length))?.[1]
      : undefined;
    if (owner === undefined || file === own) continue;
    const isHeld = Number(owner) === process.pid ? claims.has(file) : isRunning(Number(owner));
    if (isHeld) return { file, owner: Number(owner) };
    // oxlint-disable-next-line no-await-in-loop
    await rm(file, { force: true });
  }
  return undefined;
}

function isRunning(id: number): boolean {
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Of another user.
    return isSystemError(error) && error.code === "EPERM";
  }
}

function inUse({ file, owner }: Claim): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The folder of the database is in use by process ${owner}, and only one at a time can use it. If that process does not use it, remove ${file}.`,
  );
}
