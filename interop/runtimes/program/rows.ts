import { readTable, toArrowStream } from "@lancetree/rest-client/arrow";
import { Field, FixedSizeList, Float32, makeData, makeVector, Table, tableToIPC, Utf8 } from "apache-arrow";
import { collect } from "./checks.ts";

export interface User {
  readonly id: bigint;
  readonly name: string;
  readonly vector: readonly [number, number];
}

/** As the client types it. Its apache-arrow is newer than the one that this file is checked with. */
export type Rows = Awaited<ReturnType<typeof readTable>>;
export type Batch = Rows["batches"][number];

export const rowsOfBatch = 1000;

/** Larger than the integers that a JSON number represents exactly. */
export const largeId: bigint = 2n ** 53n + 1n;

export const firstUsers: readonly User[] = [
  { id: 1n, name: "alice", vector: [1, 0] },
  { id: 2n, name: "bob", vector: [0, 1] },
  { id: largeId, name: "çelik 漢字", vector: [0.6, 0.8] },
];

/** Out of typed arrays: apache-arrow's builders make functions from text, which edge runtimes and strict pages forbid. */
export async function tableOf(users: readonly User[]): Promise<Rows> {
  const names = users.map(({ name }) => new TextEncoder().encode(name));
  const valueOffsets = new Int32Array(users.length + 1);
  for (const [index, name] of names.entries()) {
    valueOffsets[index + 1] = (valueOffsets[index] ?? 0) + name.length;
  }
  const data = new Uint8Array(valueOffsets.at(-1) ?? 0);
  for (const [index, name] of names.entries()) data.set(name, valueOffsets[index]);
  const vectors = makeData({
    type: new Float32(),
    data: Float32Array.from(users.flatMap(({ vector }) => [...vector])),
  });
  const list = new FixedSizeList(2, new Field("item", new Float32(), true));
  const table = new Table({
    id: makeVector(BigInt64Array.from(users.map(({ id }) => id))),
    name: makeVector(makeData({ type: new Utf8(), length: users.length, valueOffsets, data })),
    vector: makeVector(makeData({ type: list, length: users.length, child: vectors })),
  });
  return readTable(tableToIPC(table));
}

/** An Arrow IPC stream as one array of bytes, which every platform can send. */
export async function bytesOf(rows: Rows | AsyncIterable<Batch>): Promise<Uint8Array> {
  const chunks = await collect(toArrowStream(rows));
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** Batches with ids from 1000 on, each made when it is asked for. */
export async function* manyUsers(batches: number): AsyncGenerator<Batch> {
  for (let batch = 0; batch < batches; batch++) {
    const users = Array.from({ length: rowsOfBatch }, (_, index): User => {
      const id = 1000 + batch * rowsOfBatch + index;
      return { id: BigInt(id), name: `user ${id}`, vector: [-id, -1] };
    });
    yield* (await tableOf(users)).batches;
  }
}
