/** Does the work of a request with LanceDB for Node, without a server, and prints what it took as JSON. */
import { connectNamespace, type Table } from "@lancedb/lancedb";
import { namespace, rowCount, vectorOf, vectors, writes } from "./catalog.ts";
import type { Load } from "./load.ts";
import { rowsToInsert, type Work } from "./requests.ts";

export interface AloneJob {
  readonly root: string;
  readonly work: Work;
  /** Numbers of callers, one measurement for each. */
  readonly callers: readonly number[];
  readonly warmUp: number;
  readonly calls: number;
}

const { root, work, callers, warmUp, calls } = JSON.parse(process.argv[2] ?? "") as AloneJob;
const db = await connectNamespace("dir", { root });
const rows = rowsOf(work);
const table = await (rows === undefined
  ? db.openTable(vectors, [namespace])
  : db.openTable("lancedb", [writes]));
const call = rows === undefined ? reading(table) : inserting(table, rows);
await run(warmUp, Math.max(...callers));
const load: number[] = [];
for (const count of callers) {
  const start = performance.now();
  await run(calls, count);
  load.push((performance.now() - start) / calls);
}
process.stdout.write(JSON.stringify(load satisfies Load), () => process.exit());

async function run(total: number, concurrent: number): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < total) await call(next++);
  };
  await Promise.all(Array.from({ length: concurrent }, caller));
}

function reading(opened: Table): (index: number) => Promise<void> {
  return async (index) => {
    // A server returns the rows of the latest version too.
    await opened.checkoutLatest();
    const found = await read(opened, index);
    if (found === 0) throw new Error(`${work} found nothing`);
  };
}

async function read(opened: Table, index: number): Promise<number> {
  switch (work) {
    case "vector query":
      return (
        await opened
          .vectorSearch(vectorOf(index % rowCount))
          .limit(10)
          .toArrow()
      ).numRows;
    case "full-text query": {
      const search = opened.query().fullTextSearch(String(index % rowCount), { columns: ["name"] });
      return (await search.limit(10).toArrow()).numRows;
    }
    case "filter query of 1,000 rows":
      return (await opened.query().where("id < 1000").limit(1000).toArrow()).numRows;
    default:
      return opened.countRows();
  }
}

function inserting(opened: Table, count: number): (index: number) => Promise<void> {
  const added = rowsToInsert(count);
  return async () => void (await opened.add(added));
}

function rowsOf(name: Work): number | undefined {
  const count = /^insert ([\d,]+) rows?$/.exec(name)?.[1];
  return count === undefined ? undefined : Number(count.replaceAll(",", ""));
}
