import type { ErrorResponse } from "@lancetree/core";
import type { ServedOperation } from "../../extensions/extension.ts";

/** Status and body of an error response. */
export interface RemoteError {
  readonly status: number;
  readonly body: ErrorResponse;
}

/**
 * Adapts an error response to the remote client. The client recognizes an existing table only by status 400 and "already
 * exists" in the message. It retries every 409, which helps only after a concurrent modification. It reports every 404
 * as a missing table (for an index's statistics and drop, as a missing index), so nothing else is 404.
 *
 * @param operation - undefined when no route was found
 */
export function toRemoteError(status: number, body: ErrorResponse, operation?: ServedOperation): RemoteError {
  const { code } = body;
  if (code === 5) return { status: 400, body: { ...body, error: withPhrase("already exists", body.error) } };
  if (notRetryable.includes(code)) return { status: 400, body };
  if (status !== 404) return { status, body };
  // Unsupported with 404 means that the route does not exist, which says nothing about the table or the job.
  if (code === 0) return { status: 406, body };
  const isMissing =
    missingObjects.includes(code) ||
    (code === 6 && operation !== undefined && indexOperations.includes(operation));
  return { status: isMissing ? 404 : 400, body };
}

// An existing index or tag, a table in the wrong state.
const notRetryable = [7, 9, 19];

// A missing namespace or table.
const missingObjects = [1, 4];

const indexOperations: readonly ServedOperation[] = ["describeTableIndexStats", "dropTableIndex"];

function withPhrase(phrase: string, message = ""): string {
  return message.includes(phrase) ? message : `${message} (${phrase})`;
}
