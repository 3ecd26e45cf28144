import type { IncomingMessage } from "node:http";
import { bodyAlreadyRead } from "../http-errors.ts";
import { escapeDotSegments } from "../request/dot-segments.ts";
import { RequestParts } from "../request/request-parts.ts";
import { bodyStream } from "./body-stream.ts";
import type { DisconnectSignal } from "./disconnect-signal.ts";
import { IncomingBody } from "./incoming-body.ts";
import { toHeaders } from "./to-headers.ts";

/**
 * Turns Node's request into fetch's. The path stays as the client sent it; the host is always `localhost`, because the handler does not
 * use it.
 *
 * @throws TypeError for methods that fetch does not allow, InvalidInputError (13) when the body has already been read
 */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  return new Request(`http://localhost${pathOfTarget(incoming)}`, {
    method: incoming.method ?? "GET",
    headers: toHeaders(incoming),
    signal,
    ...(readsBody(incoming) && { body: bodyStream(incoming), duplex: "half" as const }),
  });
}

/** As {@link toRequest}, and throws as it does, for a handler that reads only these parts. */
export function toRequestParts(incoming: IncomingMessage, signal: DisconnectSignal): RequestParts {
  const { method = "GET" } = incoming;
  if (/^(connect|trace|track)$/i.test(method)) throw new TypeError(`fetch does not allow ${method}.`);
  return new RequestParts({
    method,
    url: `http://localhost${pathOfTarget(incoming)}`,
    headers: toHeaders(incoming),
    body: readsBody(incoming) ? new IncomingBody(incoming) : null,
    signal,
  });
}

/**
 * Whether a request has a body that is read.
 *
 * @throws InvalidInputError (13) when the body has already been read
 */
function readsBody(incoming: IncomingMessage): boolean {
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD" && announcesBody(incoming);
  // A parser of Express has read it, so no data would arrive.
  if (hasBody && incoming.readableDidRead) throw bodyAlreadyRead();
  return hasBody;
}

/** The path and query of a request, with dot segments escaped. */
function pathOfTarget({ url = "/" }: IncomingMessage): string {
  return escapePath(pathOf(url));
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

function escapePath(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? escapeDotSegments(target) : escapeDotSegments(target.slice(0, end)) + target.slice(end);
}

/** The path and query of a request target. Proxies may send a whole URL; other targets become `/`, which has no route. */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  return /^https?:\/\/[^/?#]*(\/.*)?$/.exec(target)?.[1] ?? "/";
}
