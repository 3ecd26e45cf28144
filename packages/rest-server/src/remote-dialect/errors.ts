import type { ErrorResponse } from "@lancetree/core";

/** A failure's status and body. */
export interface RemoteError {
  readonly status: number;
  readonly body: ErrorResponse;
}

/**
 * Gives a failure the status that the remote client understands. It takes a table for existing only at 400 with "already
 * exists" in the text, and tries again after any 409, which helps for a concurrent modification only.
 */
export function adaptError(status: number, body: ErrorResponse): RemoteError {
  if (body.code === 5) return { status: 400, body: { ...body, error: saying("already exists", body.error) } };
  return { status: notToBeRepeated.includes(body.code) ? 400 : status, body };
}

// An index or a tag that exists, a table in the wrong state.
const notToBeRepeated = [7, 9, 19];

function saying(words: string, text = ""): string {
  return text.includes(words) ? text : `${text} (${words})`;
}
