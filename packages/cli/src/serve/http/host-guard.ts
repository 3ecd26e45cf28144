import { PermissionDeniedError, toErrorResponse } from "@lancetree/core";
import type { NamespaceHandler } from "@lancetree/rest-server";

/**
 * Turns away requests that name a host that is not this machine. A web page can make a browser send requests here under the
 * page's own name, by letting that name lead to 127.0.0.1; the browser then takes page and server for one site. Where no key
 * is needed, the name of the host is all that gives such requests away.
 */
export function guardHost(handler: NamespaceHandler): NamespaceHandler {
  return async (request, caller) => {
    const host = request.headers.get("host");
    if (host === null || isThisMachine(host)) return handler(request, caller);
    const refusal = new PermissionDeniedError(
      "Without keys this server answers under localhost and 127.0.0.1 only.",
    );
    return Response.json(toErrorResponse(refusal), { status: refusal.status });
  };
}

/** LanceDB's remote client makes up a name for servers on this machine, under a domain of its makers. */
function isThisMachine(host: string): boolean {
  const name = host.replace(/:\d*$/, "").toLowerCase();
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\]|[\w-]+\.local\.api\.lancedb\.com)$/.test(name);
}
