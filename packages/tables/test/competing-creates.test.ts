/** Two concurrent creates of one table: one of them wins, and the table has its rows. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Table } from "@lancedb/lancedb";
import { type CreateTableRequest, isNamespaceError } from "@lancetree/core";
import { MemoryNamespace } from "@lancetree/core/memory";
import { Field, Float64, Schema } from "apache-arrow";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTableEngine, withTables } from "../src/index.ts";
import { stream } from "./support.ts";

const schema = new Schema([new Field("tag", new Float64())]);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lancetree-creates-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function outcome(create: () => Promise<unknown>): Promise<"won" | "lost"> {
  try {
    await create();
    return "won";
  } catch (error) {
    if (isNamespaceError(error, 5)) return "lost";
    throw error;
  }
}

async function tags(table: Table): Promise<number[]> {
  const rows: { tag: number }[] = await table.query().toArray();
  return rows.map(({ tag }) => tag);
}

test("at one location: the earlier rows are restored", async () => {
  await using engine = await openTableEngine();
  await using other = await openTableEngine();
  let revertLastCommit = 0;
  for (let round = 0; round < 30; round += 1) {
    const location = join(folder, `t${round}`);
    const outcomes = await Promise.all([
      outcome(() => engine.create({ location }, [{ tag: 0 }])),
      outcome(() => other.create({ location }, [{ tag: 1 }])),
      outcome(() => engine.createEmpty({ location }, schema)),
    ]);
    expect(outcomes.filter((result) => result === "won")).toHaveLength(1);
    const table = await engine.open({ location });
    const winner = outcomes.indexOf("won");
    expect(await tags(table)).toEqual(winner === 2 ? [] : [winner]);
    if ((await table.version()) > 1) revertLastCommit += 1;
  }
  // Otherwise the two creates did not compete.
  expect(revertLastCommit).toBeGreaterThan(0);
});

test("of a backend that only knows names: the name belongs to the writer that filled the table", async () => {
  const inner = new MemoryNamespace({ root: folder });
  Object.defineProperty(inner, "createTableWith", { value: undefined });
  await using namespace = withTables(inner);
  for (let round = 0; round < 10; round += 1) {
    const id = [`t${round}`];
    const request = (tag: number): CreateTableRequest => ({ id, data: stream([{ tag }]) });
    const outcomes = await Promise.all(
      [0, 1, 2].map((tag) => outcome(() => namespace.createTable(request(tag)))),
    );
    expect(outcomes.filter((result) => result === "won")).toHaveLength(1);
    const predicate = `tag = ${outcomes.indexOf("won")}`;
    expect(await namespace.countTableRows({ id, predicate })).toEqual({ count: 1n });
    expect(await namespace.countTableRows({ id })).toEqual({ count: 1n });
  }
});
