import { isObject } from "./model.ts";

/** The headers that say who calls. */
export interface HeaderCredentials {
  readonly apiKey: string | undefined;
  readonly authToken: string | undefined;
}

/** Reads `x-api-key` and `Authorization: Bearer …`. */
export function readCredentials(headers: Headers): HeaderCredentials {
  return {
    apiKey: headers.get("x-api-key") || undefined,
    authToken: /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1],
  };
}

// They are about this connection, about the body, or about the caller's program, or they are secrets.
const notContext =
  /^(accept|accept-.*|authorization|connection|content-.*|cookie|expect|host|keep-alive|origin|proxy-.*|referer|sec-.*|te|trailer|transfer-encoding|upgrade|upgrade-.*|user-agent|x-api-key|x-forwarded-.*|forwarded)$/;

/**
 * The context of a request: what its body says, and `header.<name>` for each header, which wins. A body cannot bring in
 * headers that would not have been taken from the request itself.
 */
export function readContext(headers: Headers, body: unknown): Record<string, unknown> {
  const fromBody = Object.entries(isObject(body) ? body : {}).filter(([key]) => {
    const name = /^headers?\.(.*)$/s.exec(key)?.[1];
    return name === undefined || !notContext.test(name.toLowerCase());
  });
  const fromHeaders = [...headers].filter(([name]) => !notContext.test(name));
  return Object.fromEntries([
    ...fromBody,
    ...fromHeaders.map(([name, value]): [string, unknown] => [`header.${name}`, value]),
  ]);
}

const notAnswered =
  /^(access-control-.*|connection|content-.*|date|keep-alive|location|proxy-.*|server|set-cookie|te|trailer|transfer-encoding|upgrade|vary|www-authenticate|x-request-id)$/;

/** The headers that an answer's context asks for: its entries `header.<name>`. */
export function contextHeaders(context: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(context ?? {}).flatMap(([key, value]): [string, string][] => {
    const name = /^headers?\.([\w-]+)$/.exec(key)?.[1]?.toLowerCase();
    const isHeader = name !== undefined && !notAnswered.test(name) && typeof value === "string";
    return isHeader && /^[\t\x20-\x7e]*$/.test(value) ? [[name, value]] : [];
  });
}

const minTimestamp = "x-lancedb-min-timestamp";

/**
 * The header in which a caller says how old an answer may be, for the namespace; undefined where there is none. No other header
 * is handed on like this: they may be secrets.
 */
export function freshnessHeaders(headers: Headers): Record<string, string> | undefined {
  const demanded = headers.get(minTimestamp);
  return demanded === null ? undefined : { [minTimestamp]: demanded };
}

/** The request's own id, or a new one where it has none that can be repeated in a header and a log. */
export function readRequestId(headers: Headers): string {
  const given = headers.get("x-request-id") ?? "";
  return /^[\w.:-]{1,128}$/.test(given) ? given : crypto.randomUUID();
}
