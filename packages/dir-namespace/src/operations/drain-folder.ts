import { type Operation, read } from "../model/effect.ts";
import type { Row } from "../model/row.ts";
import { hasIntentOf } from "../model/snapshot.ts";
import { isShared } from "../model/table-folders.ts";

/**
 * Takes the data of a row with an intent out of a folder named `<name>.lance`, where folders cannot be moved atomically. On an object
 * store only operations on single files are atomic, the version files of different tables have the same names, and a request that was
 * sent may take effect after any number of later ones. Therefore the state of such a name changes in one direction only:
 *
 *     nothing, perhaps a marker of a declared table  ->  a table  ->  hidden from listings  ->  retired, then empty
 *
 * - A table is copied to the name, and its version file is written last and only if there is none of that name. Its data files have
 *   unique names. A process that copies it again, however late, writes what is there already, or writes into a folder that is hidden
 *   by then: no client takes a hidden folder for a table.
 * - Lancetree puts no table at a hidden name; a new table of that name stays in its own folder, which its row names. A process that
 *   removes files at the name, however late, therefore finds no files of another table.
 * - A row that names the folder may be committed while it is drained. A registration commits its row and then reads the folder's
 *   status; draining retires the folder and then reads the rows. One of the two sees the other: draining keeps the data, or the
 *   registration is reverted.
 * - The row keeps its intent until the folder is hidden, so that the folder alone is never taken for a table again.
 *
 * If another table has its data in the folder, the data stays, hidden.
 */
export function* drainFolder(row: Row, location: string): Operation<void> {
  if (!isShared(yield* read(), row, location)) {
    yield { effect: "retire-name", row, location };
    const now = yield* read();
    // If the intent is cleared, another process has done all of it.
    if (!hasIntentOf(now, row)) return;
    if (!isShared(now, row, location)) {
      yield { effect: "discard", locations: [location] };
      return;
    }
  }
  yield { effect: "hide", row, location };
}
