import type { Duplex } from "node:stream";

// The errors of Node's parser that have a status of their own. There is no request object for them.
const parserErrors: Readonly<Record<string, [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    "Request Header Fields Too Large",
    "The request's headers or its path are too long.",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout", "The request did not arrive in time."],
};

/** Responds to bytes that are not valid HTTP, or that could be read as two different requests, and closes the connection. */
export function rejectBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, message] = parserErrors[error.code ?? ""] ?? [
    400,
    "Bad Request",
    "The request is not valid HTTP.",
  ];
  const body = JSON.stringify({ error: message, code: 13 });
  socket.end(
    [
      `HTTP/1.1 ${status} ${reason}`,
      "connection: close",
      "content-type: application/json",
      `content-length: ${body.length}`,
      "",
      body,
    ].join("\r\n"),
  );
}
