import type { Caller, Figures } from "./caller.ts";
import type { ClientTables } from "./client.ts";
import { type FoundTable, findContradiction } from "./ledger.ts";
import { type Percentiles, percentiles } from "./percentiles.ts";

/** What the clients of a run did, and what is there at its end. */
export interface Totals {
  readonly reads: Percentiles;
  readonly writes: Percentiles;
  readonly unanswered: number;
  readonly tables: number;
  readonly rows: number;
  /** Changes whose outcome is unknown. */
  readonly doubts: number;
  /** Acknowledged changes that are not there, and unexpected responses. */
  readonly problems: readonly string[];
}

/** Looks for all that the clients know, by the connection of one of them. */
export async function totalsOf(
  known: readonly ClientTables[],
  figures: Figures,
  caller: Caller,
): Promise<Totals> {
  // Sorted once, and before more requests are made.
  const [reads, writes] = [percentiles(figures.reads), percentiles(figures.writes)];
  const { unanswered } = figures;
  const problems = [...figures.surprises, ...(await verify(known, caller))];
  const tables = known.flatMap(([, own]) => own);
  return {
    reads,
    writes,
    unanswered,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    doubts: tables.filter(({ doubt }) => doubt !== undefined).length,
    problems,
  };
}

/** What of all that the clients know is not there, or is there although it cannot be. */
export async function verify(known: readonly ClientTables[], caller: Caller): Promise<string[]> {
  const problems: string[] = [];
  for (const [namespace, tables] of known) {
    const listing = await caller.read(`/v1/namespace/${namespace}/table/list`, { method: "GET" });
    const listed: string[] = JSON.parse(listing.text).tables;
    const found = new Map<string, FoundTable>();
    for (const table of tables) {
      const names = table.doubt?.change === "rename" ? [table.name, table.doubt.to] : [table.name];
      for (const name of names.filter((one) => listed.includes(one))) {
        const count = async (predicate?: string): Promise<number> => {
          const path = `/v1/table/${namespace}%24${name}/count_rows`;
          return Number(
            (await caller.read(path, { body: predicate === undefined ? {} : { predicate } })).text,
          );
        };
        found.set(name, { rows: await count(), acknowledged: await count(`id < ${table.rows}`) });
      }
      const problem = findContradiction(table, (name) => found.get(name));
      if (problem !== undefined) problems.push(`${namespace}/${problem}`);
    }
    const possible = new Set(
      tables.flatMap(({ name, doubt }) => (doubt?.change === "rename" ? [name, doubt.to] : [name])),
    );
    const unexpected = listed.filter((name) => !possible.has(name));
    if (unexpected.length > 0) problems.push(`${namespace}: no client knows of ${unexpected.join(", ")}`);
  }
  return problems;
}
