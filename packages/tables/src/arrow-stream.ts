import { type ArrowData, InvalidInputError, UnsupportedError } from "@lancetree/core";
import type { Table as ArrowTable } from "apache-arrow";
import { arrow } from "./arrow.ts";

/**
 * Reads the body of a data request, an Arrow IPC stream, into memory.
 *
 * @throws InvalidInputError for an empty body and for bytes that are no stream or stop inside a message,
 *   UnsupportedError for compressed buffers
 */
export async function readArrowStream(data: ArrowData): Promise<ArrowTable> {
  const bytes = await collect(data);
  if (bytes.byteLength === 0)
    throw new InvalidInputError("The body is empty; an Arrow IPC stream is expected.");
  let table: ArrowTable;
  try {
    table = arrow.tableFromIPC(bytes);
  } catch (error) {
    if (/compress/i.test(String(error))) {
      throw new UnsupportedError(
        "Arrow streams with compressed buffers cannot be read; send them uncompressed.",
        {
          cause: error,
        },
      );
    }
    throw new InvalidInputError("The body is no Arrow IPC stream.", { cause: error });
  }
  if (table.schema.fields.length === 0) throw new InvalidInputError("The Arrow stream has no columns.");
  return table;
}

async function collect(data: ArrowData): Promise<Uint8Array> {
  if (data instanceof Uint8Array) return data;
  if (typeof data !== "object" || data === null || !(Symbol.asyncIterator in data)) {
    throw new InvalidInputError(
      "Data must be the bytes of an Arrow IPC stream, or an async iterable of them.",
    );
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of data) pieces.push(piece);
  return Buffer.concat(pieces);
}
