import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

test("no more than three are at it at once, and all get there", async () => {
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
  expect([most, done]).toEqual([3, 12]);
  expect(readdirSync(folder)).toEqual([]);
});

test("a place whose process died is free again after a second", async () => {
  for (const index of [0, 1, 2]) writeFileSync(join(folder, `turn-${index}`), "");
  const started = performance.now();
  expect(await new Turns(join(folder, "turn")).run(async () => "done")).toBe("done");
  const waited = performance.now() - started;
  expect(waited).toBeGreaterThan(900);
  expect(waited).toBeLessThan(5000);
});

test("where no file can be made nobody waits, and a failure ends a turn", async () => {
  expect(await new Turns(join(folder, "missing", "turn")).run(async () => "done")).toBe("done");
  const turns = new Turns(join(folder, "turn"));
  await expect(turns.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readdirSync(folder)).toEqual([]);
});
