import { fileURLToPath } from "node:url";
import { openTableEngine, type Table, type TableEngine } from "@lancetree/tables";
import { tableFromArrays, tableToIPC } from "apache-arrow";

/** An Arrow IPC stream with one column `id`. */
export function arrowStream(ids: readonly number[]): Uint8Array {
  return tableToIPC(tableFromArrays({ id: Float64Array.from(ids) }), "stream");
}

/** The ids in the table at a location as the catalog returns it, in ascending order. */
export async function idsAt(location: string | null | undefined): Promise<number[]> {
  return withEngine((engine) => idsIn(engine, location));
}

export async function idsIn(engine: TableEngine, location: string | null | undefined): Promise<number[]> {
  const table = await engine.open({ location: String(location) });
  const rows: { id: number }[] = await table.query().toArray();
  table.close();
  return rows.map(({ id }) => id).toSorted((a, b) => a - b);
}

/** Writes a table to any folder, as another program would. */
export async function writeTable(location: string, ids: readonly number[]): Promise<void> {
  await withEngine(async (engine) => {
    const rows = ids.map((id) => ({ id }));
    (await engine.create({ location }, rows)).close();
  });
}

export async function withTable<T>(location: string, use: (table: Table) => Promise<T>): Promise<T> {
  return withEngine(async (engine) => {
    const table = await engine.open({ location });
    try {
      return await use(table);
    } finally {
      table.close();
    }
  });
}

export async function withEngine<T>(use: (engine: TableEngine) => Promise<T>): Promise<T> {
  await using engine = await openTableEngine();
  // Awaited here: the engine closes when this function ends.
  return await use(engine);
}

/** The path of a location that the catalog returned. */
export function pathOfLocation(location: string | null | undefined): string {
  return fileURLToPath(String(location));
}
