import { isNamespaceError } from "@lancetree/rest-client";

/** What a failed request means for the page. */
export type FailureKind =
  | "notOffered"
  | "signIn"
  | "forbidden"
  | "missing"
  | "invalid"
  | "busy"
  | "noResponse"
  | "other";

/** A failed request, as a person reads it. */
export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly requestId?: string | undefined;
}

const kinds: Readonly<Record<number, FailureKind>> = {
  0: "notOffered",
  1: "missing",
  4: "missing",
  6: "missing",
  8: "missing",
  11: "missing",
  12: "invalid",
  13: "invalid",
  15: "forbidden",
  16: "signIn",
  17: "noResponse",
  20: "invalid",
  21: "busy",
  22: "missing",
};

/** Describes why a request failed. */
export function toFailure(error: unknown): Failure {
  if (isNamespaceError(error)) {
    const requestId = error.instance;
    return { kind: kinds[error.code] ?? "other", message: error.message, requestId };
  }
  return { kind: "other", message: error instanceof Error ? error.message : String(error) };
}
