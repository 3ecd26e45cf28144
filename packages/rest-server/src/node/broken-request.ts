import type { Duplex } from "node:stream";

// What is left of a client's mistake after Node's parser gave up; there is no request to answer.
const failures: Readonly<Record<string, [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    "Request Header Fields Too Large",
    "The request's headers or its path are too long.",
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout", "The request did not arrive in time."],
};

/** Answers what is no HTTP, and what could be read as two different requests, and closes the connection. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, reason, message] = failures[error.code ?? ""] ?? [
    400,
    "Bad Request",
    "The request is no valid HTTP.",
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
