import { setTimeout as sleep } from "node:timers/promises";
import { rows as arrowRows } from "../support/http.ts";
import type { Caller, Figures } from "./caller.ts";
import type { KnownTable } from "./ledger.ts";

export interface ClientOptions {
  /** The client's namespace, which only it writes to. */
  readonly namespace: string;
  readonly caller: Caller;
  readonly figures: Figures;
  readonly isOver: () => boolean;
  /** Mean milliseconds between a response and the next request. */
  readonly thinkMs: number;
}

const rowsAtOnce = 3;
const maxTables = 5;

/** The namespace of a client, and what it must find again there. */
export type ClientTables = readonly [namespace: string, tables: readonly KnownTable[]];

/**
 * Runs a number of clients, each with a namespace of its own.
 *
 * @param callerOf - the connection of the client of that number
 */
export function runClients(
  count: number,
  {
    callerOf,
    ...options
  }: Omit<ClientOptions, "namespace" | "caller"> & { callerOf: (index: number) => Caller },
): Promise<readonly ClientTables[]> {
  const one = async (index: number): Promise<ClientTables> => {
    const namespace = `c${index}`;
    return [namespace, await runClient({ ...options, caller: callerOf(index), namespace })];
  };
  return Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

/** Reads and writes until it is over. Resolves to all that it must find again, and what may be there. */
async function runClient(options: ClientOptions): Promise<readonly KnownTable[]> {
  const { caller, namespace, figures } = options;
  const tables: KnownTable[] = [];
  let made = 0;
  const at = (table: string): string => `/v1/table/${namespace}%24${table}`;
  const expectStatus = (what: string, status: number, text: string): void => {
    if (status !== 200) figures.surprises.push(`${what}: ${status} ${text.slice(0, 200)}`);
  };
  // Until it is there: all else stands on it.
  for (;;) {
    const response = await caller.write(`/v1/namespace/${namespace}/create`, { body: { mode: "exist_ok" } });
    if (response && response.status === 200) break;
  }

  const create = async (): Promise<void> => {
    const table: KnownTable = { name: `t${made++}`, rows: rowsAtOnce };
    const response = await caller.write(`${at(table.name)}/create`, { body: rowsFrom(0) });
    if (response === false) return;
    if (response === undefined) table.doubt = { change: "create" };
    else expectStatus("create", response.status, response.text);
    if (response === undefined || response.status === 200) tables.push(table);
  };
  const insert = async (table: KnownTable): Promise<void> => {
    const response = await caller.write(`${at(table.name)}/insert`, { body: rowsFrom(table.rows) });
    if (response === undefined) table.doubt = { change: "insert", rows: rowsAtOnce };
    else if (response) {
      expectStatus("insert", response.status, response.text);
      if (response.status === 200) table.rows += rowsAtOnce;
    }
  };
  const drop = async (table: KnownTable): Promise<void> => {
    const response = await caller.write(`${at(table.name)}/drop`);
    if (response === undefined) table.doubt = { change: "drop" };
    else if (response) {
      expectStatus("drop", response.status, response.text);
      if (response.status === 200) tables.splice(tables.indexOf(table), 1);
    }
  };
  const rename = async (table: KnownTable): Promise<void> => {
    const to = `t${made++}`;
    const response = await caller.write(`${at(table.name)}/rename`, { body: { new_table_name: to } });
    if (response === undefined) table.doubt = { change: "rename", to };
    else if (response) {
      expectStatus("rename", response.status, response.text);
      if (response.status === 200) table.name = to;
    }
  };
  const count = async (table: KnownTable): Promise<void> => {
    const { status, text } = await caller.read(`${at(table.name)}/count_rows`, { body: {} });
    expectStatus("count", status, text);
    if (status === 200 && Number(text) !== table.rows) {
      figures.surprises.push(`count: ${text} rows, ${table.rows} were acknowledged`);
    }
  };
  const query = async (table: KnownTable): Promise<void> => {
    const body = { k: 3, vector: { single_vector: [1, 1] } };
    const { status, text } = await caller.read(`${at(table.name)}/query`, { body });
    expectStatus("query", status, text);
  };
  const list = async (): Promise<void> => {
    const { status, text } = await caller.read(`/v1/namespace/${namespace}/table/list`, { method: "GET" });
    expectStatus("list", status, text);
    if (status !== 200) return;
    const listed: string[] = JSON.parse(text).tables;
    const missing = tables.find(({ name, doubt }) => doubt === undefined && !listed.includes(name));
    if (missing) figures.surprises.push(`list: ${missing.name} is missing`);
  };

  while (!options.isOver()) {
    const certain = tables.filter(({ doubt }) => doubt === undefined);
    const table = certain[Math.floor(Math.random() * certain.length)];
    const dice = Math.random();
    if (table === undefined || (dice < 0.05 && certain.length < maxTables)) await create();
    else if (dice < 0.3) await insert(table);
    else if (dice < 0.33) await rename(table);
    else if (dice < 0.36 && certain.length > 1) await drop(table);
    else if (dice < 0.65) await count(table);
    else if (dice < 0.85) await query(table);
    else await list();
    await sleep(Math.random() * 2 * options.thinkMs);
  }
  return tables;
}

function rowsFrom(first: number): Uint8Array {
  return arrowRows(...Array.from({ length: rowsAtOnce }, (_, index) => first + index));
}
