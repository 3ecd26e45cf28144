import { PermissionDeniedError, toErrorResponse } from "@lancetree/core";
import type { NamespaceHandler } from "@lancetree/rest-server";

/**
 * Refuses requests whose `Host` is not this machine, against DNS rebinding: a web page whose own name resolves to 127.0.0.1 makes
 * the browser treat page and server as one site. Without keys, only the host name reveals such requests.
 */
export function guardHost(handler: NamespaceHandler): NamespaceHandler {
  return async (request, caller) => {
    const host = request.headers.get("host");
    if (host === null || isThisMachine(host)) return handler(request, caller);
    const refusal = new PermissionDeniedError(
      "A server without keys accepts only requests for localhost, 127.0.0.1 and [::1].",
    );
    return Response.json(toErrorResponse(refusal), { status: refusal.status });
  };
}

/** LanceDB's remote client sends a generated name below `local.api.lancedb.com` to servers on this machine. */
function isThisMachine(host: string): boolean {
  const name = host.replace(/:\d*$/, "").toLowerCase();
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[\w-]+\.local\.api\.lancedb\.com)$/.test(name);
}
