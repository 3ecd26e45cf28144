import { InternalError } from "@lancetree/core";
import type { Fetch } from "./fetch.ts";

const maxRedirects = 5;

/**
 * Fetches a request whose redirect mode is `manual` and follows redirects inside its origin, with method, headers and
 * body as they are. A redirect to another origin is not followed: it would carry the caller's credentials there.
 *
 * @param body - the request's body, which a `Request` gives away only once
 * @throws InternalError for a redirect that cannot be followed
 */
export async function followSameOrigin(
  request: Request,
  body: Uint8Array | string | ReadableStream<Uint8Array> | undefined,
  fetch: Fetch,
): Promise<Response> {
  let current = request;
  for (let count = 0; count <= maxRedirects; count++) {
    const response = await fetch(current);
    if (response.type === "opaqueredirect") throw redirectError("to an address that the browser hides");
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    const target = URL.canParse(location, current.url) ? new URL(location, current.url) : undefined;
    current = new Request(requireSafeTarget(target, response.status, current, body), {
      method: current.method,
      headers: current.headers,
      signal: current.signal,
      redirect: "manual",
      ...(body !== undefined && { body: body as NonNullable<RequestInit["body"]> }),
    });
  }
  throw redirectError(`more than ${maxRedirects} times`);
}

function requireSafeTarget(target: URL | undefined, status: number, request: Request, body: unknown): URL {
  if (target === undefined) throw redirectError("to an invalid address");
  const sameOrigin = target.origin === new URL(request.url).origin;
  if (!sameOrigin || target.username !== "" || target.password !== "") {
    throw redirectError(`to ${target.origin}, which gets no credentials`);
  }
  // these three statuses turn a POST into a GET, which would be another operation
  if (request.method !== "GET" && status !== 307 && status !== 308) {
    throw redirectError(`a POST with HTTP status ${status}`);
  }
  if (body instanceof ReadableStream) throw redirectError("a stream, which is sent only once");
  return target;
}

function redirectError(what: string): InternalError {
  return new InternalError(
    `The catalog redirects ${what}, which is not followed. Use its final address as the uri.`,
  );
}
