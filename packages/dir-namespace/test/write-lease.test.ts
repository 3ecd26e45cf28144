import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTick, setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LeaseClock, WriteLease } from "../src/manifest/write-lease.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-lease-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("one is at it at a time, and all get there", async () => {
  let busy = 0;
  let peak = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      new WriteLease(join(folder, "lease")).run(async () => {
        peak = Math.max(peak, ++busy);
        await sleep(10);
        busy--;
        done++;
      }),
    ),
  );
  expect([peak, done]).toEqual([1, 12]);
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});

test("a process that goes on committing keeps the lease for a while, and then the other one gets it", async () => {
  const counts: number[] = [];
  // On a busy machine few tasks fit into a lease, but not every time.
  for (let attempt = 0; attempt < 20 && !counts.some((count) => count > 5); attempt++) {
    const [first, second] = [new WriteLease(join(folder, "lease")), new WriteLease(join(folder, "lease"))];
    let count = 0;
    await first.run(async () => count++);
    const over = new AbortController();
    const other = second.run(async () => count).finally(() => over.abort());
    while (!over.signal.aborted) await first.run(() => sleep(5).then(() => count++));
    counts.push(await other);
    await Promise.all([first.release(), second.release()]);
  }
  expect(Math.max(...counts)).toBeGreaterThan(5);
  expect(Math.max(...counts)).toBeLessThan(200);
});

test("a process that closes leaves no file, at once or while the lease is being released", async () => {
  const lease = new WriteLease(join(folder, "lease"));
  for (const pause of [0, 6, 7, 20]) {
    await lease.run(async () => undefined);
    await sleep(pause);
    await lease.release();
    expect(readdirSync(folder)).toEqual([]);
  }
});

/** A clock that advances when code sleeps, and only then: by 20 ms at least, as on a slow machine, so that there are few attempts. */
function virtualClock(): LeaseClock {
  let time = 0;
  return {
    now: () => time,
    sleep: async (milliseconds) => {
      time += Math.max(20, milliseconds);
      await nextTick();
    },
  };
}

test("the lease of a process that ended expires after a second", async () => {
  writeFileSync(join(folder, "lease"), "of a dead process");
  const clock = virtualClock();
  const lease = new WriteLease(join(folder, "lease"), undefined, clock);
  // Its file is not only waited for, but replaced.
  expect(await lease.run(async () => readFileSync(join(folder, "lease"), "utf8"))).toBe("");
  expect(clock.now()).toBeGreaterThan(1000);
  expect(clock.now()).toBeLessThan(1100);
});

test("a file that replaces the expiring one gets a second of its own", async () => {
  const path = join(folder, "lease");
  const clock = virtualClock();
  let replacedAt = 0;
  const sleepAndReplace = async (milliseconds: number): Promise<void> => {
    await clock.sleep(milliseconds);
    if (replacedAt > 0 || clock.now() < 900) return;
    replacedAt = clock.now();
    rmSync(path);
    // Its creation time differs by at least the resolution of the file system.
    await expect.poll(() => (writeFileSync(path, ""), statSync(path).ctimeMs)).toBeGreaterThan(createdAt);
  };
  writeFileSync(path, "of a dead process");
  const createdAt = statSync(path).ctimeMs;
  await new WriteLease(path, undefined, { now: clock.now, sleep: sleepAndReplace }).run(
    async () => undefined,
  );
  expect(replacedAt).toBeGreaterThan(0);
  expect(clock.now()).toBeGreaterThan(replacedAt + 1000);
});

test("a lease file that cannot be removed does not block longer than that", async () => {
  mkdirSync(join(folder, "lease"));
  const clock = virtualClock();
  const lease = new WriteLease(join(folder, "lease"), undefined, clock);
  expect(await lease.run(async () => "done")).toBe("done");
  const expiredAt = clock.now();
  expect(expiredAt).toBeLessThan(1100);
  await lease.release();
  expect(await lease.run(async () => "again")).toBe("again");
  expect(clock.now()).toBe(expiredAt);
});

test("where the file cannot be created no process waits, and a failure releases the lease", async () => {
  expect(await new WriteLease(join(folder, "missing", "lease")).run(async () => "done")).toBe("done");
  const lease = new WriteLease(join(folder, "lease"));
  await expect(lease.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});
