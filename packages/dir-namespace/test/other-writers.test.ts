import { expect, test } from "vitest";
import { OtherWriters } from "../src/manifest/other-writers.ts";

/** A process that has read version 1 and commits in rounds, without others in between. */
function commitInRounds(others: OtherWriters, rounds: number, first: number): void {
  for (let round = 0; round < rounds; round++) {
    others.noteRound();
    others.noteOwnCommit(first + 2 * round);
    others.noteOwnCommit(first + 2 * round + 1);
  }
}

test("a new process knows of no other writer, and takes the lease until many rounds had no commit of another", () => {
  const others = new OtherWriters();
  others.noteRead(1);
  commitInRounds(others, 15, 2);
  expect([others.areKnown, others.areAbsent]).toEqual([false, false]);
  commitInRounds(others, 1, 32);
  expect([others.areKnown, others.areAbsent]).toEqual([false, true]);
});

test("one version of another process shows that it writes, and as many rounds without one that it stopped", () => {
  const others = new OtherWriters();
  others.noteRead(1);
  commitInRounds(others, 16, 2);
  commitInRounds(others, 1, 35);
  expect([others.areKnown, others.areAbsent]).toEqual([true, false]);
  commitInRounds(others, 15, 37);
  expect([others.areKnown, others.areAbsent]).toEqual([true, false]);
  commitInRounds(others, 1, 67);
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
