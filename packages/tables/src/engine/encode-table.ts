import type { Connection, CreateTableOptions, Data, SchemaLike } from "@lancedb/lancedb";
import { joinBytes, openArrow, toStream } from "@lancetree/arrow";
import { InternalError } from "@lancetree/core";
import { lancedb } from "./lancedb.ts";

/** The content of a new table. */
export type TableContent = { readonly data: Data } | { readonly schema: SchemaLike };

/** LanceDB's options for the content of a new table; all others decide how it is stored. */
export type ContentOptions = Pick<Partial<CreateTableOptions>, "schema" | "embeddingFunction">;

/**
 * Makes the Arrow IPC stream of what LanceDB would write: columns inferred, embeddings computed, the schema's metadata
 * added.
 *
 * LanceDB has no call for that. It hands its native part an Arrow file, so a connection of the same class gets a native
 * part that only keeps the file.
 *
 * Rejects with what LanceDB throws for rows that cannot become a table.
 */
export async function encodeTable(
  connection: Connection,
  content: TableContent,
  options: ContentOptions,
): Promise<Uint8Array> {
  let file: Uint8Array | undefined;
  const keep = async (_name: string, bytes: Uint8Array): Promise<object> => {
    file = bytes;
    return {};
  };
  const recorder: unknown = Reflect.construct(connection.constructor, [
    { createTable: keep, createEmptyTable: keep },
  ]);
  if (recorder instanceof lancedb.Connection) {
    if ("data" in content) await recorder.createTable({ name: "table", data: content.data, ...options });
    else await recorder.createEmptyTable("table", content.schema, options);
  }
  if (!file) throw new InternalError("This version of LanceDB does not show how it encodes rows.");
  return joinBytes(await collect(toStream(await openArrow(file))));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const collected: Uint8Array[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}
