import { type Operation, read } from "../model/effect.ts";
import type { Row } from "../model/row.ts";
import { hasIntentOf } from "../model/snapshot.ts";
import { isShared } from "../model/table-folders.ts";

/**
 * Takes the data of a marked row out of a folder under a name of the form `<name>.lance`, where folders do not move in one
 * step. On an object store nothing but single files is atomic, version files of different tables have the same names, and a
 * request that was sent may arrive after any number of later ones. So what is done to such a name only ever goes one way:
 *
 *     nothing, perhaps a marker of a declared table  ->  a table  ->  hidden from listings  ->  retired, then empty
 *
 * - A table comes there as a copy whose version file is written last, and only if there is none of that name. Its data files
 *   have names of their own. Whoever copies it again, however late, writes what is there already, or writes into a
 *   folder that is hidden by then: nobody takes a hidden folder for a table.
 * - No table of ours comes to a hidden name; a new one of that name stays in its own folder, which its row names. So
 *   whoever removes files there, however late, finds nobody else's.
 * - A row that names the folder may come while it is emptied. Whoever registers one writes the row and then looks at the
 *   folder; here the folder is retired and then the rows are read. One of the two sees the other: if here, the data stays;
 *   if there, the registration is taken back.
 * - The row keeps its mark until the folder is hidden, so that the folder alone never counts as a table again.
 *
 * Where another table has its data in the folder, it stays, hidden.
 */
export function* drainFolder(row: Row, location: string): Operation<void> {
  if (!isShared(yield* read(), row, location)) {
    yield { effect: "retire-name", row, location };
    const now = yield* read();
    // Without the mark somebody else has done all of it.
    if (!hasIntentOf(now, row)) return;
    if (!isShared(now, row, location)) {
      yield { effect: "discard", locations: [location] };
      return;
    }
  }
  yield { effect: "hide", row, location };
}
