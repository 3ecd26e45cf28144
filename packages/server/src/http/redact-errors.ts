import type { NamespaceHandler } from "@lancetree/rest-server";
import type { Redact } from "../logs/redact.ts";

/**
 * Removes secrets from error responses: their messages may come from the storage or from another server, which do not know
 * the secrets of this one.
 */
export function redactErrors(handler: NamespaceHandler, redact: Redact): NamespaceHandler {
  return async (request, caller) => {
    const response = await handler(request, caller);
    if (response.status < 400 || response.body === null) return response;
    const { status, headers } = response;
    if (status === 429 && !headers.has("retry-after")) headers.set("retry-after", "1");
    // Error responses are short and not streamed; redaction changes their length.
    headers.delete("content-length");
    return new Response(redactJson(await response.text(), redact), { status, headers });
  };
}

/** Redacts each string of the JSON, so that the result is JSON. */
function redactJson(body: string, redact: Redact): string {
  try {
    const value: unknown = JSON.parse(body);
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "string" ? redact(inner) : inner,
    );
  } catch {
    return redact(body);
  }
}
