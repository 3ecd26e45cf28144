import { PermissionDeniedError } from "@lancetree/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { renewedOptions } from "../src/engine/renewed-options.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000_000_000 });
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (milliseconds: number): unknown => vi.setSystemTime(Date.now() + milliseconds);

function issuing(lifetimeMs?: number) {
  const issued: Record<string, string>[] = [];
  const provide = renewedOptions(async () => {
    const expiry = lifetimeMs === undefined ? {} : { expires_at_millis: String(Date.now() + lifetimeMs) };
    issued.push({ key: `K${issued.length}`, ...expiry });
    return issued.at(-1) ?? {};
  });
  return { issued, provide };
}

test.each([
  ["five minutes before they expire", 3_600_000, 3_300_000],
  ["after half of their time, if that is less than ten minutes", 60_000, 30_000],
])("options are renewed %s, and not earlier", async (_, lifetimeMs, renewedAfterMs) => {
  const { issued, provide } = issuing(lifetimeMs);
  await provide();
  pass(renewedAfterMs - 1);
  expect(await provide()).toEqual(issued[0]);
  pass(1);
  expect(await provide()).toEqual(issued[1]);
  expect(issued).toHaveLength(2);
});

test("options without an expiry are requested once", async () => {
  const { issued, provide } = issuing();
  await provide();
  pass(1e12);
  await provide();
  expect(issued).toHaveLength(1);
});

test("several callers share one request", async () => {
  const { issued, provide } = issuing(60_000);
  expect(new Set(await Promise.all([provide(), provide(), provide()])).size).toBe(1);
  expect(issued).toHaveLength(1);
});

test("the last options are used until they expire while no new ones can be had", async () => {
  let fails = false;
  const provide = renewedOptions(async () => {
    if (fails) throw new Error("secret");
    return { key: "K", expires_at_millis: String(Date.now() + 60_000) };
  });
  await provide();
  fails = true;
  pass(59_999);
  expect(await provide()).toMatchObject({ key: "K" });
  pass(1);
  await expect(provide()).rejects.toMatchObject({ code: 17, message: expect.not.stringContaining("secret") });
  fails = false;
  expect(await provide()).toMatchObject({ key: "K" });
});

test("errors of the protocol are passed on, and a wrong result is InvalidInput", async () => {
  const denied = renewedOptions(async () => {
    throw new PermissionDeniedError("No more.");
  });
  await expect(denied()).rejects.toMatchObject({ code: 15, message: "No more." });
  const wrong: unknown[] = [undefined, "key", { key: 1 }];
  for (const result of wrong) {
    const provide = renewedOptions(async () => result as Record<string, string>);
    await expect(provide()).rejects.toMatchObject({ code: 13 });
  }
});
