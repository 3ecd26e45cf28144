import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import type { NamespaceHandler } from "@lancetree/rest-server";

/** What a server shows to prove who it is, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Serves a handler over HTTP/2 alone: browsers send streams over nothing less. Resolves with its address. */
export async function serveHttp2(handler: NamespaceHandler, certificate: Certificate): Promise<string> {
  const server = createSecureServer({ ...certificate }, (incoming, outgoing) => {
    respond(handler, incoming, outgoing).catch(() => {
      outgoing.stream.close();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function respond(
  handler: NamespaceHandler,
  incoming: Http2ServerRequest,
  outgoing: Http2ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) gone.abort(new Error("The client went away."));
  });
  const { method, url, headers } = incoming;
  const response = await handler(
    new Request(`http://localhost${url}`, {
      method,
      // those that begin with a colon are HTTP/2's own
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        name.startsWith(":") || value === undefined ? [] : [[name, String(value)]],
      ),
      signal: gone.signal,
      ...(method === "POST" && { body: ReadableStream.from(bodyOf(incoming)), duplex: "half" as const }),
    }),
  );
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) outgoing.end();
  else await pipeline(response.body, outgoing);
}

/** Node ends the body of a stream that was reset as it ends one that is whole. */
async function* bodyOf(incoming: Http2ServerRequest): AsyncGenerator<Uint8Array> {
  for await (const chunk of incoming) yield chunk as Uint8Array;
  if (incoming.stream.rstCode !== 0) throw new Error("The client went away.");
}
