/** A process that moves rows through a server: its argument says which way. Prints what went through, as JSON. */
import { RestNamespace } from "@lancetree/rest-client";
import { readBatches } from "@lancetree/rest-client/arrow";
import { demand } from "../demand.ts";
import { arrowStream } from "./rows.ts";

export interface MemoryJob {
  readonly way: "insert" | "query";
  readonly url: string;
  readonly rows: number;
}

export interface Moved {
  readonly bytes: number;
  readonly milliseconds: number;
}

const id = ["rows"];
const job = JSON.parse(process.argv[2] ?? "") as MemoryJob;
const catalog = new RestNamespace({ uri: job.url, timeoutMs: 600_000 });
const start = performance.now();
const bytes = await (job.way === "insert" ? insert(job.rows) : query(job.rows));
const moved: Moved = { bytes, milliseconds: performance.now() - start };
process.stdout.write(JSON.stringify(moved));

async function insert(rows: number): Promise<number> {
  // The first row makes the table; what is measured is the insert.
  await catalog.createTable({ id, data: arrowStream(1), mode: "overwrite" });
  const sent = { bytes: 0 };
  const { num_inserted_rows } = await catalog.insertIntoTable({
    id,
    data: counted(arrowStream(rows), sent),
    mode: "overwrite",
  });
  demand(num_inserted_rows === rows, `inserted ${num_inserted_rows} rows instead of ${rows}`);
  const { count } = await catalog.countTableRows({ id });
  demand(count === BigInt(rows), `the table has ${count} rows instead of ${rows}`);
  return sent.bytes;
}

async function query(rows: number): Promise<number> {
  const received = { bytes: 0 };
  const { data } = await catalog.queryTable({ id, k: rows });
  const seen = new Uint8Array(rows);
  for await (const batch of readBatches(counted(data, received))) {
    for (const row of batch.getChild("id") ?? []) seen[row as number] = 1;
  }
  demand(
    seen.every((flag) => flag === 1),
    "rows are missing in the result",
  );
  return received.bytes;
}

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  total: { bytes: number },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    total.bytes += chunk.byteLength;
    yield chunk;
  }
}
