/** Loops that wait for others end, and say what they waited for. */
import { expect, test } from "vitest";
import { insist } from "../src/protocol/insist.ts";
import { rounds } from "../src/protocol/rounds.ts";
import { storedRow } from "../src/protocol/row.ts";
import { Snapshot } from "../src/protocol/snapshot.ts";
import { noRows } from "../src/rows/stored-rows.ts";

test("a step that is refused for ever ends, with the row that it was for", () => {
  const row = storedRow({ id: "a", kind: "namespace", location: null, properties: {} });
  const snapshot = new Snapshot(1, noRows.with(new Map([["a", row]])));
  const steps = insist({ step: "delete", row });
  const drive = (): void => {
    steps.next();
    for (let step = 0; step < 100_000; step++) {
      if (steps.next({ snapshot, count: 0, folder: "absent" }).done) return;
    }
  };
  expect(drive).toThrow(expect.objectContaining({ code: 17, message: expect.stringContaining('"a"') }));
});

test("tries end by their number, and by time", () => {
  expect([...rounds(3)]).toEqual([0, 1, 2]);
  expect([...rounds(3, -1)]).toEqual([0]);
});
