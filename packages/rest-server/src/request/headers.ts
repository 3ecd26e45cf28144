import { isHopByHopHeader, minTimestampHeader } from "@lancetree/core";
import { isObject } from "./model.ts";

/** The credentials in the headers of a request. */
export interface HeaderCredentials {
  /** Whether a header contains credentials, of these two or of another scheme. */
  readonly arePresent: boolean;
  readonly apiKey: string | undefined;
  readonly authToken: string | undefined;
}

/** Reads `x-api-key` and `Authorization: Bearer …`. */
export function readCredentials(headers: Headers): HeaderCredentials {
  return {
    arePresent: headers.has("authorization") || headers.has("x-api-key"),
    apiKey: headers.get("x-api-key") || undefined,
    authToken: /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1],
  };
}

// Headers that concern the connection, the body or the client program, and secrets.
const excludedFromContext =
  /^(accept|accept-.*|authorization|content-.*|cookie|expect|host|origin|proxy-.*|referer|sec-.*|upgrade-.*|user-agent|x-api-key|x-forwarded-.*|forwarded)$/;

function isExcludedFromContext(name: string): boolean {
  return isHopByHopHeader(name) || excludedFromContext.test(name);
}

/**
 * The context of a request: that of its body, overridden by `header.<name>` for each header. The body cannot set an entry for a
 * header that is excluded.
 */
export function readContext(headers: Headers, body: unknown): Record<string, unknown> {
  const fromBody = Object.entries(isObject(body) ? body : {}).filter(([key]) => {
    const name = /^headers?\.(.*)$/s.exec(key)?.[1];
    return name === undefined || !isExcludedFromContext(name.toLowerCase());
  });
  const fromHeaders = [...headers].filter(([name]) => !isExcludedFromContext(name));
  return Object.fromEntries([
    ...fromBody,
    ...fromHeaders.map(([name, value]): [string, unknown] => [`header.${name}`, value]),
  ]);
}

const excludedFromResponse =
  /^(access-control-.*|content-.*|date|location|proxy-.*|server|set-cookie|vary|www-authenticate|x-request-id)$/;

/** The response headers that a result's context sets with entries `header.<name>`. */
export function contextHeaders(context: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(context ?? {}).flatMap(([key, value]): [string, string][] => {
    const name = /^headers?\.([\w-]+)$/.exec(key)?.[1]?.toLowerCase();
    const isHeader =
      name !== undefined &&
      !isHopByHopHeader(name) &&
      !excludedFromResponse.test(name) &&
      typeof value === "string";
    return isHeader && /^[\t\x20-\x7e]*$/.test(value) ? [[name, value]] : [];
  });
}

/**
 * The header that limits the age of a result, to pass on to the namespace; undefined when the request has none. The server passes on no
 * other header as a header, since it may be a secret.
 */
export function freshnessHeaders(headers: Headers): Record<string, string> | undefined {
  const value = headers.get(minTimestampHeader);
  return value === null ? undefined : { [minTimestampHeader]: value };
}

/** The request's `x-request-id`, or a new one unless that is safe to write into a header and a log. */
export function readRequestId(headers: Headers): string {
  const requestId = headers.get("x-request-id") ?? "";
  return /^[\w.:-]{1,128}$/.test(requestId) ? requestId : crypto.randomUUID();
}
