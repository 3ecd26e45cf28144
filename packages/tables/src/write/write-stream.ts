import type { Table } from "@lancedb/lancedb";
import { ConcurrentModificationError, errorFromCode, isNamespaceError } from "@lancetree/core";
import { type ArrowPart, emptyFile } from "../arrow/arrow-parts.ts";
import type { TableEngine } from "../engine/table-engine.ts";
import type { TableTarget } from "../engine/table-target.ts";
import { toNamespaceError } from "../errors/lancedb-errors.ts";
import { keepChangeable } from "../lance-files/table-features.ts";
import { revertLastCommit } from "./revert-last-commit.ts";
import { addFile } from "./write-file.ts";

/** A stream whose first part has been read, so that invalid data is rejected before anything is changed. */
export interface StartedStream {
  first: ArrowPart;
  rest: AsyncIterable<ArrowPart>;
}

/** What was written, and the table's version after it. */
export interface Written {
  version: number;
  rows: number;
}

/**
 * Reads the first part of a stream.
 *
 * Rejects as `readArrowParts` does.
 */
export async function startStream(chunks: AsyncGenerator<ArrowPart>): Promise<StartedStream> {
  const { value } = await chunks.next();
  // A stream without rows is one part too, so there is always a first.
  const first: ArrowPart = value;
  return { first, rest: chunks };
}

/**
 * Creates a table from a stream. If the stream fits into one commit, the table appears in one step. With a longer
 * stream the table is empty first; if the stream ends early, the table is restored to that state, or to its state
 * before the call.
 */
export async function createFromStream(
  engine: TableEngine,
  target: TableTarget,
  stream: StartedStream,
  mode: "create" | "overwrite" = "create",
  signal?: AbortSignal,
): Promise<Table> {
  if (stream.first.isLast) {
    const { file, rows } = stream.first;
    return requireRows(await engine.createFromFile(target, file, { mode }), rows, target);
  }
  const existing = mode === "overwrite" ? await openExisting(engine, target) : undefined;
  const table = existing ?? (await engine.createFromFile(target, emptyFile(stream.first), { mode }));
  try {
    await addStream(table, stream, existing ? "overwrite" : "append", signal);
    return table;
  } catch (error) {
    table.close();
    throw signal?.aborted && error === signal.reason
      ? error
      : toNamespaceError(error, { table: table.name, location: target.location });
  }
}

/**
 * LanceDB treats a panic in the reader of the file as the end of the file, and creates a table without the remaining
 * rows.
 */
async function requireRows(table: Table, rows: number, { location }: TableTarget): Promise<Table> {
  if ((await table.countRows()) >= rows) return table;
  const version = await table.version();
  if (version > 1) await revertLastCommit(table, version - 1, version);
  const { name } = table;
  table.close();
  const lost = new Error("Panic in async function: the table has fewer rows than were written");
  throw toNamespaceError(lost, { table: name, location });
}

/**
 * Adds a stream to a table, in as many commits as it has parts; readers see the parts that are committed. If the
 * stream ends early, the version before is restored. If another writer has committed in between, restoring would lose
 * its rows: then the rows of the stream stay, and the error says so.
 */
export async function addStream(
  table: Table,
  { first, rest }: StartedStream,
  mode: "append" | "overwrite",
  signal?: AbortSignal,
): Promise<Written> {
  const before = await table.version();
  let written: Written = { version: before, rows: 0 };
  let isAlone = true;
  const add = async ({ file, rows }: ArrowPart, how: typeof mode): Promise<void> => {
    signal?.throwIfAborted();
    const { version } = await addFile(table, file, how);
    if (how === "append") keepChangeable(table, written.version, version);
    isAlone &&= version === written.version + 1;
    written = { version, rows: written.rows + rows };
  };
  try {
    await add(first, mode);
    if (!first.isLast) for await (const chunk of rest) await add(chunk, "append");
    return written;
  } catch (error) {
    if (written.version === before) throw error;
    if (isAlone && (await revertLastCommit(table, before, written.version))) throw error;
    throw rowsStay(error, written.rows);
  }
}

async function openExisting(engine: TableEngine, target: TableTarget): Promise<Table | undefined> {
  try {
    return await engine.open(target);
  } catch (error) {
    if (isNamespaceError(error, 4)) return undefined;
    throw error;
  }
}

function rowsStay(error: unknown, rows: number): Error {
  const remark = `${rows} rows stay in the table, because another writer changed it meanwhile.`;
  if (isNamespaceError(error))
    return errorFromCode(error.code, `${error.message} ${remark}`, { cause: error });
  return new ConcurrentModificationError(`The insert was interrupted. ${remark}`, { cause: error });
}
