import { currentFolder } from "../../src/model/row.ts";
import { makerOf } from "./change.ts";
import type { Recorded } from "./event-log.ts";
import type { ReplayedVersion } from "./replay.ts";

/** For each operation that made a table: the operation whose name is in its rows; undefined for no rows. */
export type Writers = ReadonlyMap<string, string | undefined>;

export function writersIn(
  versions: readonly ReplayedVersion[],
  operations: ReadonlyMap<string, Recorded>,
): Writers {
  const writers = new Map<string, string | undefined>();
  const last = new Map<string, string | undefined>();
  for (const { visible } of versions) {
    for (const row of visible.values()) {
      const maker = makerOf(row);
      const operation = maker === undefined ? undefined : operations.get(maker)?.operation;
      if (row.kind !== "table" || maker === undefined || operation === undefined) continue;
      if (!writers.has(maker)) {
        const { kind, source } = operation;
        // A registration takes over what the last table there held.
        const written = source ? last.get(source.location) : maker;
        writers.set(maker, kind === "declareTable" ? undefined : written);
      }
      // Not yet its location: another client's folder may be there, and then the data stays in its folder.
      const folder = currentFolder(row);
      if (folder) last.set(folder, writers.get(maker));
    }
  }
  return writers;
}
