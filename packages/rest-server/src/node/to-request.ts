import type { IncomingMessage } from "node:http";
import { bodyWasRead } from "../http-errors.ts";
import { keepDotSegments } from "../request/dot-segments.ts";
import { bodyStream } from "./body-stream.ts";
import { headersOf } from "./to-headers.ts";

/**
 * Node's request as fetch's. The path stays as it was sent, the host is of no interest.
 *
 * @throws TypeError for methods that fetch does not have, InvalidInputError (13) for a body that was read before
 */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD" && announcesBody(incoming);
  // Express' parsers read it before: nothing would ever come.
  if (hasBody && incoming.readableDidRead) throw bodyWasRead();
  return new Request(`http://localhost${keepSegments(pathOf(incoming.url ?? "/"))}`, {
    method,
    headers: headersOf(incoming),
    signal,
    ...(hasBody && { body: bodyStream(incoming), duplex: "half" as const }),
  });
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

function keepSegments(target: string): string {
  const end = target.search(/[?#]/);
  return end < 0 ? keepDotSegments(target) : keepDotSegments(target.slice(0, end)) + target.slice(end);
}

/** Proxies may send the whole URL; everything else that is no path leads nowhere. */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  return /^https?:\/\/[^/?#]*(\/.*)?$/.exec(target)?.[1] ?? "/";
}
