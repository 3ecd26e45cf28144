import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Path } from "../clients/client.ts";
import type { Failure } from "../clients/serve-functions.ts";
import type { Client, Harness, Lancetree } from "./harness.ts";

export interface CreateRace {
  readonly action: "createNamespace" | "createTable";
  /** An existing, empty namespace. */
  readonly parent: Path;
  readonly lancetreeClients: readonly [Lancetree, Lancetree];
  readonly nativeClients: readonly Client[];
  /**
   * Whether a native client that loses leaves its rows in the folder in which native clients look first. Reads that then find the
   * loser's rows are only counted, and so are tables of a winner that a loser overwrote: native clients do both to each other as
   * well, and no client can prevent it.
   */
  readonly leavesRows?: boolean;
}

const rounds = 12;

/**
 * The messages of native clients for a lost race; their errors have no code. The last one is for a root table of Lancetree whose row
 * exists and whose folder does not exist yet.
 */
const lost = /already ?exists|concurrent|conflict|was not found/i;

/**
 * All writers create the same object at the same moment, in several rounds. In each, exactly one call must succeed, all readers must
 * find what that writer wrote, and the other calls must fail because the object exists.
 * @returns the number of wins of each writer
 */
export async function raceCreates(harness: Harness, races: CreateRace): Promise<string> {
  const { action, parent, lancetreeClients, nativeClients, leavesRows = false } = races;
  const writers: readonly Client[] = [...lancetreeClients, ...nativeClients];
  const paths = [...Array(rounds).keys()].map((round) => [...parent, `raced-${round}`]);
  const won = new Map(writers.map(({ name }) => [name, 0]));
  let ownRows = 0;
  let overwritten = 0;
  for (const path of paths) {
    const start = Date.now() + 15;
    const outcomes = await Promise.all(
      writers.map(async (writer) => {
        // Native clients are faster; with a random delay of some milliseconds, each writer wins some rounds.
        const delay = nativeClients.includes(writer) ? Math.random() * 20 : 0;
        const [outcome] = await writer.call("race", start + delay, [{ action, path, writer: writer.name }]);
        return { writer, outcome };
      }),
    );
    await harness.settled(lancetreeClients[0]);
    const winner = assertOneWinner(path, outcomes);
    won.set(winner, (won.get(winner) ?? 0) + 1);
    for (const { writer, outcome } of outcomes) {
      if (outcome === "done" || outcome === undefined) continue;
      if (nativeClients.includes(writer)) {
        assert.match(outcome.message, lost, `${writer.name} lost and says ${outcome.message}`);
      } else assert.equal(outcome.code, action === "createNamespace" ? 2 : 5, outcome.message);
    }
    const isOverwritten = leavesRows && (await creationsAt(harness, path)) > 1;
    if (isOverwritten) overwritten++;
    const losers = nativeClients.map(({ name }) => name).filter((name) => name !== winner);
    for (const reader of writers) {
      const found =
        action === "createNamespace"
          ? [await reader.call("describeNamespace", path)]
          : await reader.call("readTable", path);
      const own = leavesRows && reader.name !== winner && nativeClients.includes(reader);
      if (own && isDeepStrictEqual(found, [{ writer: reader.name }])) ownRows++;
      else if (isOverwritten && losers.some((name) => isDeepStrictEqual(found, [{ writer: name }]))) continue;
      else assert.deepEqual(found, [{ writer: winner }], `what ${reader.name} finds at ${path.join("/")}`);
    }
  }
  const rows = await lancetreeClients[0].call("manifestRows");
  const raced = rows.map((row) => row.object_id).filter((id) => id.includes("raced-"));
  assert.deepEqual(raced, paths.map((path) => path.join("$")).toSorted());
  const wins = [...won].map(([name, count]) => `${name} ${count}`).join(", ");
  const left = `; read their own rows all the same: ${ownRows}; wrote over the winner's: ${overwritten}`;
  return `won: ${wins}${leavesRows ? left : ""}`;
}

/** The number of writers that created the root table's folder: the name of a transaction begins with the version that it read. */
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
