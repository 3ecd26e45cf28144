/** Loops that wait for others end, and say what they waited for. */
import { expect, test, vi } from "vitest";
import { noRows } from "../src/index/row-index.ts";
import { boundedRounds, maxRetryMs } from "../src/model/attempts.ts";
import { resolutionKey } from "../src/model/intent.ts";
import { resolveIntent } from "../src/model/resolve-intent.ts";
import { storedRow } from "../src/model/row.ts";
import { Snapshot } from "../src/model/snapshot.ts";
import { retryCompareAndSet } from "../src/operations/compare-and-set.ts";
import { completeIntent } from "../src/operations/complete-intent.ts";

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

test("an intent stays while rows below it cannot be deleted, however long that takes", () => {
  const intent = { state: "tombstone", token: "0123456789abcdef", base: 1 } as const;
  const dropped = storedRow({ id: "a", kind: "namespace", location: null, properties: {}, intent });
  const below = storedRow({ id: "a$b", kind: "namespace", location: null, properties: {} });
  const rows = noRows.with(new Map([dropped, below].map((row) => [row.id, row])));
  const resolution = resolveIntent("a", intent, new Snapshot(2, rows), new Snapshot(1, rows));
  const snapshot = new Snapshot(2, rows, new Map([[resolutionKey("a", intent), resolution]]));
  const context = { token: () => "", attempts: 1, listing: true, moves: true };
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  const effects = completeIntent(context, "a", snapshot);
  const reply = { snapshot, count: 0, folder: "absent" } as const;
  expect(effects.next().value).toMatchObject({ effect: "delete-below" });
  expect(effects.next(reply).value).toMatchObject({ effect: "delete-below" });
  clock.mockReturnValue(maxRetryMs + 1);
  expect(() => effects.next(reply)).toThrow(expect.objectContaining({ code: 17 }));
  clock.mockRestore();
});

test("tries end by their number, and by time", () => {
  expect([...boundedRounds(3)]).toEqual([0, 1, 2]);
  expect([...boundedRounds(3, -1)]).toEqual([0]);
});
