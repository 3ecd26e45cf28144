import type { Connection, CreateTableOptions, Data, SchemaLike } from "@lancedb/lancedb";
import { joinBytes, openArrow, toStream } from "@lancetree/arrow";
import { InternalError } from "@lancetree/core";
import { lancedb } from "./lancedb.ts";

/** The content of a new table. */
export type TableContent = { readonly data: Data } | { readonly schema: SchemaLike };

/** LanceDB's options for the content of a new table; all other options configure its storage. */
export type ContentOptions = Pick<Partial<CreateTableOptions>, "schema" | "embeddingFunction">;

/**
 * Encodes what LanceDB would write as an Arrow IPC stream: with inferred columns, computed embeddings and the
 * schema's metadata.
 *
 * LanceDB has no function for that, but it passes an Arrow file to its native object. Here a connection of the same
 * class gets a substitute for the native object, which only stores the file.
 *
 * Rejects with LanceDB's error for rows that cannot become a table.
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
  if (!file)
    throw new InternalError(
      "This version of LanceDB does not give access to the rows that it encodes; install the tested version.",
    );
  return joinBytes(await collect(toStream(await openArrow(file))));
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const collected: Uint8Array[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return collected;
}
