import { expect, test } from "vitest";
import { OtherWriters } from "../src/manifest/other-writers.ts";

/** A process that has read version 1 and takes turns of some commits each, without others in between. */
function takeTurns(others: OtherWriters, turns: number, first: number): void {
  for (let turn = 0; turn < turns; turn++) {
    others.noteTurn();
    others.noteOwnCommit(first + 2 * turn);
    others.noteOwnCommit(first + 2 * turn + 1);
  }
}

test("a new process knows of no other writer, and takes the lease until many turns had no commit of another", () => {
  const others = new OtherWriters();
  others.noteRead(1);
  takeTurns(others, 15, 2);
  expect([others.areKnown, others.areAbsent]).toEqual([false, false]);
  takeTurns(others, 1, 32);
  expect([others.areKnown, others.areAbsent]).toEqual([false, true]);
});

test("one version of another process shows that it writes, and as many turns without one that it stopped", () => {
  const others = new OtherWriters();
  others.noteRead(1);
  takeTurns(others, 16, 2);
  takeTurns(others, 1, 35);
  expect([others.areKnown, others.areAbsent]).toEqual([true, false]);
  takeTurns(others, 15, 37);
  expect([others.areKnown, others.areAbsent]).toEqual([true, false]);
  takeTurns(others, 1, 67);
  expect([others.areKnown, others.areAbsent]).toEqual([false, true]);
});

test("versions between the first read and the first commit are of others", () => {
  const others = new OtherWriters();
  others.noteRead(1);
  others.noteRead(2);
  others.noteOwnCommit(3);
  expect(others.areKnown).toBe(true);
});

test("the first commit in a catalog that was not read shows nothing", () => {
  const others = new OtherWriters();
  others.noteOwnCommit(7);
  expect(others.areKnown).toBe(false);
});
