/** The measured calls, for each client as its users would write them. Each resolves with what can be checked. */
import type { Connection, Table } from "@lancedb/lancedb";
import { demandPublished } from "../demand.ts";
import { namespace, vectors } from "../rest/catalog.ts";
import type { ClientName } from "./job.ts";

export interface Client {
  /** The namespace's properties. */
  describeNamespace(): Promise<Record<string, string> | undefined>;
  /** The table's location; LanceDB's connection has no such call. */
  readonly describeTable?: () => Promise<string | undefined>;
  listTables(): Promise<readonly string[]>;
  /** The `id` of the ten nearest rows, nearest first. */
  query(vector: number[]): Promise<number[]>;
}

/** Loads one library only, before anything is measured. */
export async function openClient(name: ClientName, url: string): Promise<Client> {
  if (name === "lancetree") return openLancetree(url);
  const lancedb = await import("@lancedb/lancedb");
  if (name === "native namespace") {
    const db = await lancedb.connectNamespace("rest", { uri: url });
    // Rows are not asked of the server: it says where the table is, and LanceDB reads it there.
    const query = async (vector: number[]): Promise<number[]> => {
      const table = await db.openTable(vectors, [namespace]);
      const ids = await nearest(table, vector);
      table.close();
      return ids;
    };
    return { ...listing(db), query };
  }
  const db = await lancedb.connect(`db://${namespace}`, { apiKey: "none", hostOverride: url });
  const table = await db.openTable(vectors, [namespace]);
  return { ...listing(db), query: (vector) => nearest(table, vector) };
}

async function openLancetree(uri: string): Promise<Client> {
  demandPublished("@lancetree/rest-client");
  const { RestNamespace } = await import("@lancetree/rest-client");
  const { readTable } = await import("@lancetree/rest-client/arrow");
  const catalog = new RestNamespace({ uri });
  const id = [namespace];
  const table = [namespace, vectors];
  return {
    describeNamespace: async () => (await catalog.describeNamespace({ id })).properties ?? undefined,
    describeTable: async () => (await catalog.describeTable({ id: table })).location,
    listTables: async () => (await catalog.listTables({ id })).tables,
    async query(vector) {
      const rows = await readTable(
        catalog.queryTable({ id: table, vector: { single_vector: vector }, k: 10 }),
      );
      return [...(rows.getChild("id") ?? [])].map(Number);
    },
  };
}

function listing(db: Connection): Omit<Client, "query"> {
  return {
    describeNamespace: async () => (await db.describeNamespace([namespace])).properties,
    listTables: async () => (await db.listTables([namespace])).tables,
  };
}

async function nearest(table: Table, vector: number[]): Promise<number[]> {
  const rows = await table.vectorSearch(vector).limit(10).toArrow();
  return [...(rows.getChild("id") ?? [])].map(Number);
}
