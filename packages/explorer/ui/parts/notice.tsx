import type { ComponentChildren, JSX } from "preact";
import type { Failure } from "../server/failure.ts";
import { visibleText } from "../state/cell-text.ts";

/** Why something is not shown, and what can be done about it. */
export function FailureNotice({
  failure,
  what,
  retry,
}: {
  failure: Failure;
  what: string;
  retry?: (() => void) | undefined;
}): JSX.Element {
  if (failure.kind === "notOffered") return <NotOffered what={what} />;
  const title = {
    signIn: "A key is needed",
    forbidden: "Not allowed for this key",
    missing: "Not found",
    invalid: "The server rejected the request",
    busy: "The server is busy",
    noResponse: "The server did not respond",
    other: "The request failed",
  }[failure.kind];
  return (
    <div class="notice is-error" role="alert">
      <strong>{title}</strong>
      <p class="wrap">{visibleText(failure.message, true)}</p>
      {failure.requestId && <p class="faint">Request {failure.requestId}</p>}
      {retry && failure.kind !== "forbidden" && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** What this server cannot do. */
export function NotOffered({ what }: { what: string }): JSX.Element {
  return (
    <div class="notice">
      <strong>Not offered</strong>
      <p>This server does not offer {what}.</p>
    </div>
  );
}

/** What is shown where there is nothing. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}
