import { expect, test } from "vitest";
import { noRows } from "../../src/index/row-index.ts";
import { type Row, storedRow } from "../../src/model/row.ts";
import { Snapshot } from "../../src/model/snapshot.ts";
import type { Recorded } from "./event-log.ts";
import type { Operation } from "./operation.ts";
import { type ReplayedVersion, removalKinds } from "./replay.ts";
import { verifyHistory } from "./verify.ts";

function version(number: number, rows: readonly Row[]): ReplayedVersion {
  const visible = new Map(rows.map((row) => [row.id, row]));
  return { snapshot: new Snapshot(number, noRows.with(visible)), visible };
}

function madeBy(by: string): Row {
  return storedRow({ id: "a", kind: "namespace", location: null, properties: { by } });
}

function recorded(name: string, kind: Operation["kind"], start: number, end: number): Recorded {
  return { name, worker: name, operation: { kind, id: "a" }, start, end, calls: 1, cut: true };
}

test("of two killed processes, the one that ended first made the earlier change", () => {
  const versions = [
    version(0, []),
    version(1, [madeBy("first")]),
    version(2, []),
    version(3, [madeBy("second")]),
    version(4, []),
  ];
  const operations = [
    recorded("first", "createNamespace", 0, 4),
    recorded("second", "createNamespace", 0, 4),
    recorded("paused", "dropNamespace", 1, 4),
    recorded("killed", "dropNamespace", 1, 2),
  ];
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  expect(verifyHistory({ versions, violations: [], removalKinds }, byName, new Map())).toEqual([]);
  byName.delete("killed");
  expect(verifyHistory({ versions, violations: [], removalKinds }, byName, new Map())).toEqual([
    "no operation can have made this change: version 4 dropNamespace a removed what second made",
  ]);
});
