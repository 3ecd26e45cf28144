import type { IncomingMessage } from "node:http";
import { bodyStream } from "./body-stream.ts";

/**
 * Node's request as fetch's. The path stays as it was sent, the host is of no interest.
 *
 * @throws TypeError for methods that fetch does not have
 */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD" && announcesBody(incoming);
  return new Request(`http://localhost${pathOf(incoming.url ?? "/")}`, {
    method,
    headers: headersOf(incoming),
    signal,
    ...(hasBody && { body: bodyStream(incoming), duplex: "half" as const }),
  });
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}

/** Proxies may send the whole URL; everything else that is no path leads nowhere. */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  return /^https?:\/\/[^/?#]*(\/.*)?$/.exec(target)?.[1] ?? "/";
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
  }
  return headers;
}
