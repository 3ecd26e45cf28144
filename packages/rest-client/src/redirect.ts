import { InternalError } from "@lancetree/core";
import type { IncomingResponse, OutgoingRequest, Send } from "./send/send.ts";

const maxRedirects = 5;

/**
 * Sends a request and follows redirects inside its origin, with method, headers and body as they are. A redirect to another origin is not
 * followed: it would carry the caller's credentials there.
 *
 * @throws InternalError for a redirect that cannot be followed
 */
export async function followSameOrigin(request: OutgoingRequest, send: Send): Promise<IncomingResponse> {
  let { url } = request;
  for (let count = 0; count <= maxRedirects; count++) {
    const response = await send({ ...request, url });
    if (response.isHidden) throw redirectError("to an address that the browser hides");
    const { status } = response;
    if (status < 300 || status > 399) return response;
    const location = response.header("location");
    if (location === null) return response;
    response.discard();
    url = safeTarget(location, url, status, request);
  }
  throw redirectError(`more than ${maxRedirects} times`);
}

function safeTarget(
  location: string,
  current: string,
  status: number,
  { method, body }: OutgoingRequest,
): string {
  const target = URL.canParse(location, current) ? new URL(location, current) : undefined;
  if (target === undefined) throw redirectError("to an invalid address");
  const sameOrigin = target.origin === new URL(current).origin;
  if (!sameOrigin || target.username !== "" || target.password !== "") {
    throw redirectError(`to ${target.origin}, which gets no credentials`);
  }
  // These three statuses turn a POST into a GET, which would be another operation.
  if (method !== "GET" && status !== 307 && status !== 308) {
    throw redirectError(`a POST with HTTP status ${status}`);
  }
  if (body instanceof ReadableStream) throw redirectError("a stream, which is sent only once");
  target.hash = "";
  return target.href;
}

function redirectError(what: string): InternalError {
  return new InternalError(
    `The catalog redirects ${what}, which is not followed. Use its final address as the uri.`,
  );
}
