import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "../choose-namespace.ts";
import { createNamespaceHandler, isOwnHandler, type NamespaceHandler } from "../handler.ts";
import type { HandlerOptions } from "../handler-options.ts";
import { rejectBrokenRequest } from "./broken-request.ts";
import { type Connections, createConnections, type OwnerOf } from "./connections.ts";
import { createListener, type Listener } from "./listener.ts";

/** A server's certificate and its private key, as PEM. */
export interface TlsMaterial {
  readonly key: string | Uint8Array;
  /** The certificate, followed by its intermediate certificates. */
  readonly cert: string | Uint8Array;
}

/** Where a server listens, and its limits for connections. */
export interface ListenOptions {
  /** Path in front of `/v1`, for the server's `url`; default none. */
  readonly basePath?: string | undefined;
  /** Default 2333; 0 lets the system choose a free port. */
  readonly port?: number | undefined;
  /** Default `127.0.0.1`, which only this machine reaches. Use other addresses with `authenticate` and TLS. */
  readonly host?: string | undefined;
  /** Key and certificate for HTTPS; HTTP when undefined. */
  readonly tls?: TlsMaterial | undefined;
  /**
   * Maximum number of connections at the same time, default no limit. For each one beyond it, the server closes a
   * connection of the address or the caller with the most connections: the oldest of an unknown caller, or else the
   * oldest without a request in progress.
   */
  readonly maxConnections?: number | undefined;
  /** Identifies the caller by the headers of a request; undefined for an unknown caller. Without it, every client that sends a request is known. */
  readonly ownerOf?: OwnerOf | undefined;
  /** Milliseconds for the TLS handshake and for the head of a request, default 10,000; longer is 408. */
  readonly headTimeoutMs?: number | undefined;
  /**
   * Maximum time in milliseconds without a client reading from its response, default 60,000; then the server closes the
   * connection.
   */
  readonly unreadTimeoutMs?: number | undefined;
  /**
   * Whether the handler passed to `serveHandler` reads only `method`, `url` and `headers` of a request and `status`,
   * `headers`, `body` and `text()` of the namespace handler's response, and passes neither to other functions. The
   * server then creates no `Request` and `Response` of the fetch API, which would take longer than describing a table.
   * Default false; always true for a namespace handler itself.
   */
  readonly readsPartsOnly?: boolean | undefined;
  /** Milliseconds that `close` waits for requests in progress, default 10,000. */
  readonly closeTimeoutMs?: number | undefined;
}

/** Options of {@link serve}. */
export interface ServeOptions extends HandlerOptions, ListenOptions {}

/** A running server. */
export interface NamespaceServer extends AsyncDisposable {
  /** URL for clients, including the base path: `http://127.0.0.1:2333`. */
  readonly url: string;
  /**
   * Uses this key and certificate for new connections.
   *
   * @throws Node's error for an invalid key or certificate, TypeError when the server uses HTTP
   */
  renewTls(tls: TlsMaterial): void;
  /**
   * Stops accepting connections and resolves when all requests in progress have their responses. Aborts requests that
   * take longer than `closeTimeoutMs`. Does not close the namespace.
   */
  close(): Promise<void>;
}

/**
 * Serves a namespace with Node's HTTP server.
 *
 * Rejects with Node's error when the server cannot listen at the address, and for an invalid key or certificate.
 *
 * @param namespace - the namespace, or a function that chooses one by the headers of each request
 */
export async function serve(
  namespace: Namespace | ChooseNamespace,
  options: ServeOptions = {},
): Promise<NamespaceServer> {
  return serveHandler(createNamespaceHandler(namespace, options), options);
}

/** As {@link serve}, for an existing handler, or for a function that wraps one. */
export async function serveHandler(
  handler: NamespaceHandler,
  options: ListenOptions = {},
): Promise<NamespaceServer> {
  const { port = 2333, host = "127.0.0.1", closeTimeoutMs = 10_000, tls, ownerOf } = options;
  const { maxConnections: max = Number.POSITIVE_INFINITY, unreadTimeoutMs = 60_000 } = options;
  const connections = createConnections({ max, ownerOf, isTls: tls !== undefined });
  const listener = createListener(handler, {
    unreadTimeoutMs,
    readsPartsOnly: options.readsPartsOnly ?? isOwnHandler(handler),
    begin: (...request) => connections.begin(...request),
  });
  const server = createNodeServer(listener, tls, options.headTimeoutMs ?? 10_000);
  let closed: Promise<void> | undefined;
  server.on("connection", (socket) => connections.add(socket));
  server.on("clientError", rejectBrokenRequest);
  server.on("checkExpectation", listener.listen);
  await listening(server, port, host);
  const close = (): Promise<void> => {
    closed ??= shutDown(server, connections, listener, closeTimeoutMs);
    return closed;
  };
  const renewTls = (renewed: TlsMaterial): void => {
    if (!(server instanceof TlsServer))
      throw new TypeError("A server without TLS has no certificate to renew.");
    server.setSecureContext(secureOptions(renewed));
  };
  const url = urlOf(server, options.basePath ?? "", tls ? "https" : "http");
  return { url, renewTls, close, [Symbol.asyncDispose]: close };
}

function createNodeServer(
  listener: Listener,
  tls: TlsMaterial | undefined,
  headTimeoutMs: number,
): Server | TlsServer {
  // The handler limits the time of uploads, so there is no limit for whole requests.
  const limits = {
    keepAliveTimeout: 60_000,
    headersTimeout: headTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, headTimeoutMs),
    requestTimeout: 0,
    requireHostHeader: false,
  };
  if (!tls) return createServer(limits, listener.listen);
  return createTlsServer(
    { ...limits, ...secureOptions(tls), handshakeTimeout: headTimeoutMs },
    listener.listen,
  );
}

function secureOptions({ key, cert }: TlsMaterial): { key: Buffer; cert: Buffer; minVersion: "TLSv1.2" } {
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
