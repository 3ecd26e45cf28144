import { isNamespaceError } from "@lancetree/core";
import { invalidFile } from "./invalid-file.ts";

/** Turns an error about Arrow data into an error about its file. */
export function arrowFileError(file: string, error: unknown): unknown {
  if (!isNamespaceError(error, 13)) return error;
  return invalidFile(file, error.message.charAt(0).toLowerCase() + error.message.slice(1), error);
}

/** Passes bytes on; errors about them become errors about their file. */
export async function* withFileErrors(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    throw arrowFileError(file, error);
  }
}
