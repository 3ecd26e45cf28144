import { openTableEngine } from "@lancetree/tables";
import { tableFromArrays, tableToIPC } from "apache-arrow";

/** An Arrow IPC stream with one column `id`. */
export function arrowStream(ids: readonly number[]): Uint8Array {
  return tableToIPC(tableFromArrays({ id: Float64Array.from(ids) }), "stream");
}

/** Writes a table to any folder, as another program would. */
export async function writeTable(location: string, ids: readonly number[]): Promise<void> {
  await using engine = await openTableEngine();
  (
    await engine.create(
      { location },
      ids.map((id) => ({ id })),
    )
  ).close();
}
