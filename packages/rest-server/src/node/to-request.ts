import type { IncomingMessage } from "node:http";
import { bodyAlreadyRead } from "../http-errors.ts";
import { escapeDotSegments } from "../request/dot-segments.ts";
import { bodyStream } from "./body-stream.ts";
import { toHeaders } from "./to-headers.ts";

/**
 * Turns Node's request into fetch's. The path stays as the client sent it; the host is always `localhost`, because the handler does not
 * use it.
 *
 * @throws TypeError for methods that fetch does not allow, InvalidInputError (13) when the body has already been read
 */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD" && announcesBody(incoming);
  // A parser of Express has read it, so no data would arrive.
  if (hasBody && incoming.readableDidRead) throw bodyAlreadyRead();
  return new Request(`http://localhost${escapePath(pathOf(incoming.url ?? "/"))}`, {
    method,
    headers: toHeaders(incoming),
    signal,
    ...(hasBody && { body: bodyStream(incoming), duplex: "half" as const }),
  });
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
