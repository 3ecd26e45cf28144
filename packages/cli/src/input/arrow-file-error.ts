import { isNamespaceError } from "@lancetree/core";
import { invalidFile } from "./invalid-file.ts";

/** What is wrong with Arrow's bytes is wrong with the file that they came from. */
export function arrowFileError(file: string, error: unknown): unknown {
  if (!isNamespaceError(error, 13)) return error;
  return invalidFile(file, error.message.charAt(0).toLowerCase() + error.message.slice(1), error);
}

/** Passes bytes on; what is wrong with them is said of the file. */
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
