import { RestNamespace } from "@lancetree/rest-client";

/** The catalog's address: the path above the page's own. */
export const catalogAddress: string = new URL("../", document.baseURI).href.replace(/\/$/, "");

// In memory only: a reload forgets it, and no other page can read it.
let key = "";

/** Sends this key with every later request; an empty one sends none. */
export function useKey(value: string): void {
  key = value;
}

/** The headers of a request, with the key that the user typed. */
export function keyHeaders(): Record<string, string> {
  return key === "" ? {} : { "x-api-key": key };
}

/** The catalog that every part of the page reads and changes. */
export const catalog: RestNamespace = new RestNamespace({
  uri: catalogAddress,
  headers: keyHeaders,
  timeoutMs: 120_000,
});

/** A new request id, which the server writes into its log with what a change did. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
