import { catalogAddress, keyHeaders } from "./catalog.ts";

/** What the caller may do, from a server that says so. */
export interface Caller {
  readonly name?: string | undefined;
  readonly role?: "read" | "write" | "admin" | undefined;
}

/** The caller, as the server knows it; undefined from a server that does not say it, or refuses the caller. */
export async function describeCaller(signal: AbortSignal): Promise<Caller | undefined> {
  const response = await fetch(`${catalogAddress}/lancetree/v1/whoami`, { headers: keyHeaders(), signal });
  // A server that serves its own page for unknown addresses does not have the route.
  const isJson = response.headers.get("content-type")?.includes("json");
  return response.ok && isJson ? ((await response.json()) as Caller) : undefined;
}
