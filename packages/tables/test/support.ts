import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeArrowTable } from "@lancedb/lancedb";
import { MemoryNamespace } from "@lancetree/core/memory";
import { afterEach, beforeEach, expect } from "vitest";
import { arrow } from "../src/arrow/apache-arrow.ts";
import { type TablesNamespace, type WithTablesOptions, withTables } from "../src/index.ts";

export type Row = Record<string, unknown>;

/** Rows as the body of a request. */
export function stream(rows: Row[]): Uint8Array {
  return arrow.tableToIPC(makeArrowTable(rows), "stream");
}

/** The rows of a query's result. */
export async function read(data: AsyncIterable<Uint8Array>): Promise<Row[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of data) chunks.push(chunk);
  return arrow
    .tableFromIPC(Buffer.concat(chunks))
    .toArray()
    .map((row) => row.toJSON());
}

export const users: Row[] = [
  { id: 1, vector: [0, 1], name: "alice", text: "a puppy plays" },
  { id: 2, vector: [1, 0], name: "bob", text: "two cats sleep" },
  { id: 3, vector: [1, 1], name: "carol", text: "a puppy sleeps near cats" },
];

/** A namespace over a temporary folder with the table `user`, created for each test. */
export interface Subject {
  namespace: TablesNamespace;
  inner: MemoryNamespace;
  folder: string;
}

export const id = ["user"];

export function subject(rows: Row[] = users, options: WithTablesOptions = {}): Subject {
  const made: Partial<Subject> = {};
  beforeEach(async () => {
    made.folder = await mkdtemp(join(tmpdir(), "lancetree-tables-"));
    made.inner = new MemoryNamespace({ root: made.folder });
    made.namespace = withTables(made.inner, options);
    await made.namespace.createTable({ id, data: stream(rows) });
  });
  afterEach(async () => {
    await made.namespace?.close();
    if (made.folder) await rm(made.folder, { recursive: true, force: true });
  });
  return made as Subject;
}

/** All rows of the table, or those of a branch or version, by id. */
export async function rowsOf(of: Subject, request: object = {}): Promise<Row[]> {
  const order_by = [{ column_name: "id" }];
  return read((await of.namespace.queryTable({ id, k: 1000, order_by, ...request })).data);
}

export async function expectCode(operation: Promise<unknown>, code: number): Promise<void> {
  const error: unknown = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code, message: expect.not.stringMatching(/\n|\.rs:|cargo|GenericFailure/) });
}
