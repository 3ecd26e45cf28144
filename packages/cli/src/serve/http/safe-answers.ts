import type { NamespaceHandler } from "@lancetree/rest-server";
import type { Redact } from "../logs/redact.ts";

/**
 * Takes secrets out of what failures say: their messages may come from the storage or from another server, which know
 * nothing of what is secret here.
 */
export function withSafeAnswers(handler: NamespaceHandler, redact: Redact): NamespaceHandler {
  return async (request, caller) => {
    const response = await handler(request, caller);
    if (response.status < 400 || response.body === null) return response;
    const { status, headers } = response;
    if (status === 429 && !headers.has("retry-after")) headers.set("retry-after", "1");
    // Failures are short and whole. What is hidden changes their length.
    headers.delete("content-length");
    return new Response(redactJson(await response.text(), redact), { status, headers });
  };
}

/** Text by text, so that what is left stays JSON. */
function redactJson(text: string, redact: Redact): string {
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === "string" ? redact(inner) : inner,
    );
  } catch {
    return redact(text);
  }
}
