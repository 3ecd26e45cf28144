import { type FileHandle, open } from "node:fs/promises";
import { fileMessages, isFileHead, openArrow as openBytes, openMessages, toStream } from "@lancetree/arrow";
import { arrowFileError, withFileErrors } from "./arrow-file-error.ts";
import type { InputFile } from "./input-file.ts";
import { withListColumns } from "./list-columns.ts";
import { readFileBytes } from "./read-file-bytes.ts";
import type { OpenRowsOptions, RowSource } from "./row-source.ts";

/**
 * Opens an Arrow IPC file, also called Feather, or an Arrow IPC stream. A file is recognized by its first bytes and
 * read by its footer.
 */
export async function openArrow({ name, path }: InputFile, options: OpenRowsOptions): Promise<RowSource> {
  const handle = await open(path);
  try {
    const head = await readFrom(handle, 0, 8);
    const file = isFileHead(head)
      ? await openMessages(messagesIn(handle, options))
      : await openBytes(readFileBytes(path, options));
    const { reader: opened, notes } = withListColumns(name, file, options.text);
    const close = async (): Promise<void> => {
      await opened.close();
      await handle.close();
    };
    return { inferred: false, notes, data: withFileErrors(name, toStream(opened)), close };
  } catch (error) {
    await handle.close();
    throw arrowFileError(name, error);
  }
}

async function* messagesIn(
  handle: FileHandle,
  { signal, onBytes }: OpenRowsOptions,
): ReturnType<typeof fileMessages> {
  const { size } = await handle.stat();
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    signal.throwIfAborted();
    onBytes(length);
    return readFrom(handle, offset, length);
  };
  yield* fileMessages({ size, read });
}

async function readFrom(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
