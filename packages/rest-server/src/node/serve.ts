import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Namespace } from "@lancetree/core";
import { createNamespaceHandler } from "../handler.ts";
import type { HandlerOptions } from "../handler-options.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { createListener } from "./listener.ts";

/** Where and how a namespace is served. */
export interface ServeOptions extends HandlerOptions {
  /** Default 2333; 0 lets the system choose a free one. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`, which only this machine reaches. Others should come with `authenticate`, and behind TLS. */
  readonly host?: string | undefined;
  /** Milliseconds that `close` gives requests under way, default 10,000. */
  readonly closeTimeoutMs?: number | undefined;
}

/** A server that listens. */
export interface NamespaceServer extends AsyncDisposable {
  /** Where clients find it, the base path included: `http://127.0.0.1:2333`. */
  readonly url: string;
  /**
   * Takes no more connections and resolves when all requests under way are answered. Those that take longer than
   * `closeTimeoutMs` are aborted. The namespace stays open.
   */
  close(): Promise<void>;
}

/**
 * Serves a namespace with Node's own HTTP server.
 *
 * Rejects with the system's error when it cannot listen there.
 */
export async function serve(namespace: Namespace, options: ServeOptions = {}): Promise<NamespaceServer> {
  const { port = 2333, host = "127.0.0.1", closeTimeoutMs = 10_000 } = options;
  const handler = createNamespaceHandler(namespace, options);
  const listener = createListener(handler);
  const server = createServer(
    // Uploads may take long; how long they may pause is the handler's business.
    { keepAliveTimeout: 60_000, headersTimeout: 30_000, requestTimeout: 0, requireHostHeader: false },
    listener.listen,
  );
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("clientError", answerBrokenRequest);
  server.on("checkExpectation", listener.listen);
  await listening(server, port, host);
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closed ??= shutDown(server, sockets, listener.beginClosing, closeTimeoutMs);
    return closed;
  };
  const url = urlOf(server, options.basePath ?? "");
  return { url, close, [Symbol.asyncDispose]: close };
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function urlOf(server: Server, basePath: string): string {
  // A server that listens on a port has an address.
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === "IPv6" ? `[${address}]` : address;
  const path = basePath.replace(/^\/*|\/*$/g, "");
  return `http://${host}:${port}${path === "" ? "" : `/${path}`}`;
}

async function shutDown(
  server: Server,
  sockets: ReadonlySet<Socket>,
  beginClosing: () => void,
  timeoutMs: number,
): Promise<void> {
  beginClosing();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // To Node a connection is only idle once it had a request; clients also open them for later.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  });
  clearTimeout(timer);
}
