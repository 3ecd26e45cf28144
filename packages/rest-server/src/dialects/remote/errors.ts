import type { ErrorResponse } from "@lancetree/core";
import type { OperationName } from "@lancetree/spec";

/** A failure's status and body. */
export interface RemoteError {
  readonly status: number;
  readonly body: ErrorResponse;
}

/**
 * Gives a failure the status that the remote client understands. It takes a table for existing only at 400 with "already
 * exists" in the text, and tries again after any 409, which helps for a concurrent modification only. It takes every 404
 * for a missing table (of an index's statistics and drop: for a missing index), so nothing else is answered with 404.
 *
 * @param operation - undefined where no route was found
 */
export function adaptError(status: number, body: ErrorResponse, operation?: OperationName): RemoteError {
  const { code } = body;
  if (code === 5) return { status: 400, body: { ...body, error: saying("already exists", body.error) } };
  if (notToBeRepeated.includes(code)) return { status: 400, body };
  if (status !== 404) return { status, body };
  // The code is Unsupported's where there is no such route: whether the table or the job exists is not known then.
  if (code === 0) return { status: 406, body };
  const isMissing =
    missing.includes(code) || (code === 6 && operation !== undefined && aboutOneIndex.includes(operation));
  return { status: isMissing ? 404 : 400, body };
}

// An index or a tag that exists, a table in the wrong state.
const notToBeRepeated = [7, 9, 19];

// A namespace and a table.
const missing = [1, 4];

const aboutOneIndex: readonly OperationName[] = ["describeTableIndexStats", "dropTableIndex"];

function saying(words: string, text = ""): string {
  return text.includes(words) ? text : `${text} (${words})`;
}
