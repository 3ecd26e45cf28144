/** Loops that wait for others end, and say what they waited for. */
import { expect, test } from "vitest";
import { noRows } from "../src/index/row-index.ts";
import { boundedRounds } from "../src/model/attempts.ts";
import { storedRow } from "../src/model/row.ts";
import { Snapshot } from "../src/model/snapshot.ts";
import { retryCompareAndSet } from "../src/operations/compare-and-set.ts";

test("an effect that is always rejected ends with an error that names its row", () => {
  const row = storedRow({ id: "a", kind: "namespace", location: null, properties: {} });
  const snapshot = new Snapshot(1, noRows.with(new Map([["a", row]])));
  const effects = retryCompareAndSet({ effect: "delete", row });
  const drive = (): void => {
    effects.next();
    for (let effect = 0; effect < 100_000; effect++) {
      if (effects.next({ snapshot, count: 0, folder: "absent" }).done) return;
    }
  };
  expect(drive).toThrow(expect.objectContaining({ code: 17, message: expect.stringContaining('"a"') }));
});

test("tries end by their number, and by time", () => {
  expect([...boundedRounds(3)]).toEqual([0, 1, 2]);
  expect([...boundedRounds(3, -1)]).toEqual([0]);
});
