import { type FileHandle, open } from "node:fs/promises";
import { fileMessages, isFileHead, openArrow as openBytes, openMessages, toStream } from "@lancetree/arrow";
import { isNamespaceError } from "@lancetree/core";
import type { InputFile } from "./input-file.ts";
import { invalidFile } from "./invalid-file.ts";
import type { OpenRowsOptions, RowSource } from "./open-rows.ts";
import { readBytes } from "./read-file.ts";

/** An Arrow IPC file, also one that is named Feather, or an Arrow IPC stream; a file is told by its head and read by its footer. */
export async function openArrow({ name, path }: InputFile, options: OpenRowsOptions): Promise<RowSource> {
  const handle = await open(path);
  try {
    const head = await readFrom(handle, 0, 8);
    const opened = isFileHead(head)
      ? await openMessages(messagesIn(handle, options))
      : await openBytes(readBytes(path, options));
    async function* data(): AsyncGenerator<Uint8Array> {
      try {
        yield* toStream(opened);
      } catch (error) {
        throw explained(name, error);
      }
    }
    const close = async (): Promise<void> => {
      await opened.close();
      await handle.close();
    };
    return { inferred: false, data: data(), close };
  } catch (error) {
    await handle.close();
    throw explained(name, error);
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

/** What is wrong with the bytes is wrong with the file. */
function explained(file: string, error: unknown): unknown {
  if (!isNamespaceError(error, 13)) return error;
  return invalidFile(file, error.message.charAt(0).toLowerCase() + error.message.slice(1), error);
}
