import assert from "node:assert/strict";
import type { Request } from "../../clients/operations.ts";
import type { Failure } from "../../clients/serve-functions.ts";
import type { Rows } from "../../clients/table-methods.ts";
import type { Operations } from "../../harness/harness.ts";
import type { Step } from "../steps.ts";

/** A client of the protocol. The types of results are loose, since each client has its own. */
export interface Client {
  call(operation: string, request: Request): Promise<Record<string, unknown>>;
  send(operation: string, request: Request, rows: Rows): Promise<Record<string, unknown>>;
  query(request: Request): Promise<unknown[]>;
  refuse(operation: string, request: Request): Promise<Failure>;
}

/** Named after its operation. */
export type OperationStep = Step<Client>;

export function clientOf(worker: Operations): Client {
  return {
    call: async (operation, request) => ({
      ...((await worker.call("call", operation, request)) as Record<string, unknown> | null),
    }),
    send: async (operation, request, rows) => ({
      ...((await worker.call("send", operation, request, rows)) as Record<string, unknown> | null),
    }),
    query: (request) => worker.call("query", request),
    refuse: (operation, request) => worker.refuse("call", operation, request),
  };
}

/** The table that the steps are about. */
export const id: readonly string[] = ["prod", "search", "user"];
export const people = [
  { id: 1, vector: [0.1, 0.2], name: "alice" },
  { id: 2, vector: [0.9, 0.8], name: "bob" },
];

/** Of all rows, or of those that fulfil a condition, in any order. */
export async function names(client: Client, filter?: string): Promise<string[]> {
  const rows = await client.query({ id, k: 100, vector: {}, ...(filter !== undefined && { filter }) });
  return rows.map((row) => (row as { name: string }).name).toSorted();
}

/** In any order. */
export async function columns(client: Client): Promise<string[]> {
  const [row = {}] = await client.query({ id, k: 1, vector: {} });
  return Object.keys(row as object).toSorted();
}

/** Demands that an operation fails with a code of the protocol. */
export async function assertCode(
  client: Client,
  code: number,
  operation: string,
  request: Request,
): Promise<void> {
  const failure = await client.refuse(operation, request);
  assert.equal(failure.code, code, `${failure.name}: ${failure.message}`);
}
