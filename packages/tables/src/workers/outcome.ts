import { toErrorResponse } from "@lancetree/core";
import type { Outcome } from "./messages.ts";

/** Waits for an operation, and describes its result or its error so that a message between processes can carry it. */
export async function outcomeOf(operation: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await operation };
  } catch (error) {
    return { error: toErrorResponse(error) };
  }
}
