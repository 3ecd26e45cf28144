import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "../choose-namespace.ts";
import { createNamespaceHandler, type NamespaceHandler } from "../handler.ts";
import type { HandlerOptions } from "../handler-options.ts";
import { answerBrokenRequest } from "./broken-request.ts";
import { type Connections, createConnections, type OwnerOf } from "./connections.ts";
import { createListener, type Listener } from "./listener.ts";

/** A server's certificate and its private key, as PEM. */
export interface TlsMaterial {
  readonly key: string | Uint8Array;
  /** The certificate, followed by those that vouch for it. */
  readonly cert: string | Uint8Array;
}

/** Where a server listens. */
export interface ListenOptions {
  /** Path in front of `/v1`, for the server's `url`; default none. */
  readonly basePath?: string | undefined;
  /** Default 2333; 0 lets the system choose a free one. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`, which only this machine reaches. Others should come with `authenticate`, and behind TLS. */
  readonly host?: string | undefined;
  /** Speaks HTTPS; HTTP when absent. */
  readonly tls?: TlsMaterial | undefined;
  /**
   * Connections at once, default no limit. Where there are more, the server closes the oldest of strangers, then the oldest without a
   * request under way, of the address or the caller who has most.
   */
  readonly maxConnections?: number | undefined;
  /** Tells by the headers of a request who sends it; undefined for a stranger. Without it nobody who sends a request is one. */
  readonly ownerOf?: OwnerOf | undefined;
  /** Milliseconds that a handshake of TLS and the head of a request may take, default 10,000; longer is 408. */
  readonly headTimeoutMs?: number | undefined;
  /** Milliseconds for which a client may take nothing of its answer, default 60,000; then its connection is closed. */
  readonly unreadTimeoutMs?: number | undefined;
  /** Milliseconds that `close` gives requests under way, default 10,000. */
  readonly closeTimeoutMs?: number | undefined;
}

/** Where and how a namespace is served. */
export interface ServeOptions extends HandlerOptions, ListenOptions {}

/** A server that listens. */
export interface NamespaceServer extends AsyncDisposable {
  /** Where clients find it, the base path included: `http://127.0.0.1:2333`. */
  readonly url: string;
  /**
   * From now on new connections get this certificate.
   *
   * @throws the system's error for what is no key or no certificate, TypeError where the server speaks HTTP
   */
  renewTls(tls: TlsMaterial): void;
  /**
   * Takes no more connections and resolves when all requests under way are answered. Those that take longer than
   * `closeTimeoutMs` are aborted. The namespace stays open.
   */
  close(): Promise<void>;
}

/**
 * Serves a namespace with Node's own HTTP server.
 *
 * @param namespace - what answers, or a function that chooses it by the headers of each request
 *
 * Rejects with the system's error when it cannot listen there.
 */
export async function serve(
  namespace: Namespace | ChooseNamespace,
  options: ServeOptions = {},
): Promise<NamespaceServer> {
  return serveHandler(createNamespaceHandler(namespace, options), options);
}

/**
 * As {@link serve}, for a handler that there is already, or one that adds pages to it.
 *
 * Rejects with the system's error when it cannot listen there, or for what is no key or no certificate.
 */
export async function serveHandler(
  handler: NamespaceHandler,
  options: ListenOptions = {},
): Promise<NamespaceServer> {
  const { port = 2333, host = "127.0.0.1", closeTimeoutMs = 10_000, tls, ownerOf } = options;
  const { maxConnections: most = Number.POSITIVE_INFINITY, unreadTimeoutMs = 60_000 } = options;
  const connections = createConnections({ most, ownerOf, isTls: tls !== undefined });
  const listener = createListener(handler, {
    unreadTimeoutMs,
    begin: (...request) => connections.begin(...request),
  });
  const server = createNodeServer(listener, tls, options.headTimeoutMs ?? 10_000);
  let closed: Promise<void> | undefined;
  server.on("connection", (socket) => connections.add(socket));
  server.on("clientError", answerBrokenRequest);
  server.on("checkExpectation", listener.listen);
  await listening(server, port, host);
  const close = (): Promise<void> => {
    closed ??= shutDown(server, connections, listener, closeTimeoutMs);
    return closed;
  };
  const renewTls = (renewed: TlsMaterial): void => {
    if (!(server instanceof TlsServer)) throw new TypeError("A server that speaks HTTP has no certificate.");
    server.setSecureContext(secured(renewed));
  };
  const url = urlOf(server, options.basePath ?? "", tls ? "https" : "http");
  return { url, renewTls, close, [Symbol.asyncDispose]: close };
}

function createNodeServer(
  listener: Listener,
  tls: TlsMaterial | undefined,
  headTimeoutMs: number,
): Server | TlsServer {
  // Uploads may take long; how long the server waits for them is the handler's business.
  const limits = {
    keepAliveTimeout: 60_000,
    headersTimeout: headTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, headTimeoutMs),
    requestTimeout: 0,
    requireHostHeader: false,
  };
  if (!tls) return createServer(limits, listener.listen);
  return createTlsServer({ ...limits, ...secured(tls), handshakeTimeout: headTimeoutMs }, listener.listen);
}

function secured({ key, cert }: TlsMaterial): { key: Buffer; cert: Buffer; minVersion: "TLSv1.2" } {
  return { key: Buffer.from(key), cert: Buffer.from(cert), minVersion: "TLSv1.2" };
}

function listening(server: Server | TlsServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function urlOf(server: Server | TlsServer, basePath: string, scheme: "http" | "https"): string {
  // A server that listens on a port has an address.
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === "IPv6" ? `[${address}]` : address;
  const path = basePath.replace(/^\/*|\/*$/g, "");
  return `${scheme}://${host}:${port}${path === "" ? "" : `/${path}`}`;
}

async function shutDown(
  server: Server | TlsServer,
  connections: Connections,
  listener: Listener,
  timeoutMs: number,
): Promise<void> {
  listener.beginClosing();
  const timer = setTimeout(() => server.closeAllConnections(), timeoutMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    connections.beginClosing();
  });
  clearTimeout(timer);
}
