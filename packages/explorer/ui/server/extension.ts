import { catalogAddress, keyHeaders } from "./catalog.ts";

/** What the caller may do, from a server that says so. */
export interface Caller {
  readonly name?: string | undefined;
  readonly role?: "read" | "write" | "admin" | undefined;
  readonly paths?: readonly (readonly string[])[] | undefined;
  readonly databases?: readonly string[] | undefined;
}

/** An object whose name contains the text that was searched for. */
export interface Found {
  readonly id: readonly string[];
  readonly kind: "namespace" | "table";
}

/** One page of names. */
export interface FoundPage {
  readonly objects: readonly Found[];
  readonly page_token?: string | undefined;
}

/** The caller, as the server knows it; undefined from a server without this route. */
export async function describeCaller(signal?: AbortSignal): Promise<Caller | undefined> {
  return await send<Caller>("whoami", undefined, signal);
}

/** Names below a path that contain a text; undefined from a server without this route. */
export async function find(
  query: { id: readonly string[]; text: string; limit?: number; page_token?: string | undefined },
  signal?: AbortSignal,
): Promise<FoundPage | undefined> {
  return await send<FoundPage>("find", query, signal);
}

/** Sets and removes properties of a namespace or a table; undefined from a server without this route. */
export async function alterProperties(
  change: { id: readonly string[]; set: Readonly<Record<string, string>>; remove: readonly string[] },
  headers: Record<string, string>,
): Promise<object | undefined> {
  return await send<object>("alter-properties", change, undefined, headers);
}

async function send<T>(
  route: string,
  body: unknown,
  signal?: AbortSignal,
  more: Record<string, string> = {},
): Promise<T | undefined> {
  const response = await fetch(`${catalogAddress}/lancetree/v1/${route}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: {
      ...keyHeaders(),
      ...more,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(signal && { signal }),
  });
  if ([404, 405, 406, 501].includes(response.status)) return undefined;
  if (!response.ok) throw new RouteError(response.status, await messageOf(response));
  // A server that serves its own page for unknown addresses does not have the route.
  if (!response.headers.get("content-type")?.includes("json")) return undefined;
  return (await response.json()) as T;
}

/** A failure of one of these routes. */
export class RouteError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function messageOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  const found = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  return typeof found === "string" ? found : `HTTP status ${response.status}`;
}
