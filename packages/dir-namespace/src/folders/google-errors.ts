import { isError, isSystemError } from "@lancetree/core";
import type { StoreErrors, StoreFailure } from "./object-store-error.ts";

/** How the errors of Google's library, and of requests to a service of Google, are read. */
export function googleErrors(url: string): StoreErrors {
  return { address: new URL(url).host, read: readFailure };
}

/** The name of an error: the service has statuses only, and says of a bucket that does not exist no more than a sentence. */
function codeOf(error: unknown): string {
  if (!isError(error)) return "unknown";
  if (statusOf(error) === 404)
    return /bucket does not exist/i.test(error.message) ? "NoSuchBucket" : "NotFound";
  if (/Could not load the default credentials/.test(error.message)) return "NoGoogleCredentials";
  return isSystemError(error) ? error.code : error.name;
}

function readFailure(error: unknown): StoreFailure {
  return { name: codeOf(error), status: statusOf(error) };
}

/** The HTTP status in such an error. */
export function statusOf(error: unknown): number | undefined {
  if (!isError(error) || !("code" in error)) return undefined;
  return typeof error.code === "number" ? error.code : undefined;
}
