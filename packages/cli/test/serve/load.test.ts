import { expect, it } from "vitest";
import { findContradiction, type KnownTable } from "./load/ledger.ts";
import { runLoad } from "./load/run-load.ts";
import { testFolder } from "./support/folder.ts";

it("every acknowledged change survives a restart by SIGTERM and one by SIGKILL", async () => {
  const responses = { reads: 600, writes: 300 };
  const report = await runLoad({
    folder: await testFolder(),
    clients: 40,
    seconds: 0,
    responses,
    thinkMs: 300,
  });
  expect(report.problems).toEqual([]);
  expect(report.sigtermExit).toBe(0);
  expect(report.reads.count).toBeGreaterThanOrEqual(responses.reads);
  expect(report.writes.count).toBeGreaterThanOrEqual(responses.writes);
  expect(report.tables).toBeGreaterThan(40);
  // A response that its client could not read any more was audited, too.
  expect(report.audited).toBeGreaterThanOrEqual(report.reads.count + report.writes.count);
});

it("what is missing, torn or there twice is noticed", () => {
  const found = (tables: Record<string, [number, number]>) => (name: string) => {
    const [rows, acknowledged] = tables[name] ?? [];
    return rows === undefined || acknowledged === undefined ? undefined : { rows, acknowledged };
  };
  const table = (doubt?: KnownTable["doubt"]): KnownTable => ({ name: "t", rows: 6, doubt });
  expect(findContradiction(table(), found({ t: [6, 6] }))).toBeUndefined();
  expect(findContradiction(table(), found({}))).toMatch(/gone/);
  expect(findContradiction(table(), found({ t: [3, 3] }))).toMatch(/has 3 rows/);
  expect(findContradiction(table(), found({ t: [6, 3] }))).toMatch(/has 6 rows/);
  const insert = table({ change: "insert", rows: 3 });
  expect(findContradiction(insert, found({ t: [6, 6] }))).toBeUndefined();
  expect(findContradiction(insert, found({ t: [9, 6] }))).toBeUndefined();
  expect(findContradiction(insert, found({ t: [7, 6] }))).toMatch(/has 7 rows/);
  expect(findContradiction(insert, found({}))).toMatch(/gone/);
  const rename = table({ change: "rename", to: "u" });
  expect(findContradiction(rename, found({ u: [6, 6] }))).toBeUndefined();
  expect(findContradiction(rename, found({ t: [6, 6], u: [6, 6] }))).toMatch(/2 names/);
  expect(findContradiction(rename, found({}))).toMatch(/0 names/);
  expect(findContradiction(table({ change: "drop" }), found({}))).toBeUndefined();
  expect(findContradiction(table({ change: "create" }), found({ t: [2, 2] }))).toMatch(/2 of 6/);
});
