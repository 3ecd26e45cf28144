import type { ArrowData } from "../arrow-data.ts";
import { InvalidInputError } from "../errors.ts";

/** Reads a stream and discards it. Rejects with InvalidInput if it is empty. */
export async function readToEnd(data: ArrowData): Promise<void> {
  let length = 0;
  if (data instanceof Uint8Array) length = data.length;
  else for await (const chunk of data) length += chunk.length;
  if (length === 0) throw new InvalidInputError("The Arrow stream of a new table must not be empty.");
}
