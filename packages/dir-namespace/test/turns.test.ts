import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Turns } from "../src/storage/turns.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lancetree-turns-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("one is at it at a time, and all get there", async () => {
  let busy = 0;
  let most = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      new Turns(join(folder, "turn")).run(async () => {
        most = Math.max(most, ++busy);
        await sleep(10);
        busy--;
        done++;
      }),
    ),
  );
  expect([most, done]).toEqual([1, 12]);
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});

test("who goes on at once keeps the turn for a while, and then the other has it", async () => {
  const [first, second] = [new Turns(join(folder, "turn")), new Turns(join(folder, "turn"))];
  let count = 0;
  await first.run(async () => count++);
  const over = new AbortController();
  const other = second.run(async () => count).finally(() => over.abort());
  while (!over.signal.aborted) await first.run(() => sleep(5).then(() => count++));
  expect(await other).toBeGreaterThan(5);
  expect(await other).toBeLessThan(200);
});

test("who ends leaves no file behind, at once or while it is being left", async () => {
  const turns = new Turns(join(folder, "turn"));
  for (const pause of [0, 6, 7, 20]) {
    await turns.run(async () => undefined);
    await sleep(pause);
    await turns.end();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test("the turn of a process that died is over after a second", async () => {
  writeFileSync(join(folder, "turn"), "");
  const started = performance.now();
  expect(await new Turns(join(folder, "turn")).run(async () => "done")).toBe("done");
  const waited = performance.now() - started;
  expect(waited).toBeGreaterThan(900);
  expect(waited).toBeLessThan(5000);
});

test("what cannot be removed stands in nobody's way for longer than that", async () => {
  mkdirSync(join(folder, "turn"));
  const turns = new Turns(join(folder, "turn"));
  expect(await turns.run(async () => "done")).toBe("done");
  await sleep(50);
  const started = performance.now();
  expect(await turns.run(async () => "again")).toBe("again");
  expect(performance.now() - started).toBeLessThan(900);
});

test("where no file can be made nobody waits, and a failure ends a turn", async () => {
  expect(await new Turns(join(folder, "missing", "turn")).run(async () => "done")).toBe("done");
  const turns = new Turns(join(folder, "turn"));
  await expect(turns.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect.poll(() => readdirSync(folder)).toEqual([]);
});
