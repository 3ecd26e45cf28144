import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Path } from "../clients/client.ts";
import type { Failure } from "../clients/serve-functions.ts";
import type { Client, Harness, Lancetree } from "./harness.ts";

export interface CreateRace {
  readonly action: "createNamespace" | "createTable";
  /** Exists, and is empty. */
  readonly parent: Path;
  readonly ours: readonly [Lancetree, Lancetree];
  readonly natives: readonly Client[];
  /**
   * Whether a native that loses leaves its rows where natives look for a table before they look for its row. What they
   * find then is theirs, and only counted. So is a winner's table which such a native wrote over before it lost: it does
   * that to its own kind, too, and no client can ward it off.
   */
  readonly leavesRows?: boolean;
}

const rounds = 12;

/**
 * What natives say when somebody else was first; their text is all that there is of their errors. The last one is about
 * a root table of ours that is not in its place yet: the row tells them that it exists, the folder that it does not.
 */
const lost = /already ?exists|concurrent|conflict|was not found/i;

/**
 * All writers create the same object at the same moment, again and again. Exactly one of them may be told that it did,
 * everybody must find what that one wrote, and the others must be told that the object is somebody else's.
 * @returns who won how often
 */
export async function raceCreates(harness: Harness, races: CreateRace): Promise<string> {
  const { action, parent, ours, natives, leavesRows = false } = races;
  const writers: readonly Client[] = [...ours, ...natives];
  const paths = [...Array(rounds).keys()].map((round) => [...parent, `raced-${round}`]);
  const won = new Map(writers.map(({ name }) => [name, 0]));
  let leftovers = 0;
  let overwritten = 0;
  for (const path of paths) {
    const start = Date.now() + 15;
    const outcomes = await Promise.all(
      writers.map(async (writer) => {
        // Natives are faster; a head start of some milliseconds lets everybody win now and then.
        const delay = natives.includes(writer) ? Math.random() * 20 : 0;
        const [outcome] = await writer.call("race", start + delay, [{ action, path, writer: writer.name }]);
        return { writer, outcome };
      }),
    );
    await harness.settled(ours[0]);
    const winner = assertOneWinner(path, outcomes);
    won.set(winner, (won.get(winner) ?? 0) + 1);
    for (const { writer, outcome } of outcomes) {
      if (outcome === "done" || outcome === undefined) continue;
      if (natives.includes(writer)) {
        assert.match(outcome.message, lost, `${writer.name} lost and says ${outcome.message}`);
      } else assert.equal(outcome.code, action === "createNamespace" ? 2 : 5, outcome.message);
    }
    const isOverwritten = leavesRows && (await creationsAt(harness, path)) > 1;
    if (isOverwritten) overwritten++;
    const losers = natives.map(({ name }) => name).filter((name) => name !== winner);
    for (const reader of writers) {
      const found =
        action === "createNamespace"
          ? [await reader.call("describeNamespace", path)]
          : await reader.call("readTable", path);
      const own = leavesRows && reader.name !== winner && natives.includes(reader);
      if (own && isDeepStrictEqual(found, [{ writer: reader.name }])) leftovers++;
      else if (isOverwritten && losers.some((name) => isDeepStrictEqual(found, [{ writer: name }]))) continue;
      else assert.deepEqual(found, [{ writer: winner }], `what ${reader.name} finds at ${path.join("/")}`);
    }
  }
  const rows = await ours[0].call("manifestRows");
  const raced = rows.map((row) => row.object_id).filter((id) => id.includes("raced-"));
  assert.deepEqual(raced, paths.map((path) => path.join("$")).toSorted());
  const wins = [...won].map(([name, count]) => `${name} ${count}`).join(", ");
  const left = `; read their own rows all the same: ${leftovers}; wrote over the winner's: ${overwritten}`;
  return `won: ${wins}${leavesRows ? left : ""}`;
}

/** How many writers took the root table's folder for a new one: the name of a transaction begins with the version it read. */
async function creationsAt(harness: Harness, path: Path): Promise<number> {
  const folder = join(harness.root, `${path.join("$")}.lance`, "_transactions");
  const transactions = await readdir(folder).catch(() => []);
  return transactions.filter((name) => name.startsWith("0-")).length;
}

function assertOneWinner(
  path: Path,
  outcomes: readonly { writer: Client; outcome: Failure | "done" | undefined }[],
): string {
  const winners = outcomes.filter(({ outcome }) => outcome === "done").map(({ writer }) => writer.name);
  const said = outcomes.map(
    ({ writer, outcome }) =>
      `${writer.name}: ${outcome === "done" ? "created" : outcome?.message.slice(0, 160)}`,
  );
  assert.equal(winners.length, 1, `${path.join("/")} has ${winners.length} winners (${said.join("; ")})`);
  return winners[0] ?? "";
}
