import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";

/** What arrived, as it arrived. */
export interface Arrived {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A response: a status and a body, which is JSON unless it is a string or bytes. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** One response: as given, or written by a function. */
export type Play = Reply | ((response: ServerResponse, arrived: Arrived) => void | Promise<void>);

export interface PlayingServer {
  readonly url: string;
  /** Every request so far. */
  readonly arrived: Arrived[];
  /** Ends the server before the test does. */
  close(): Promise<void>;
}

/**
 * A real server on loopback that records requests and sends prepared responses, one after the other; the last one for all
 * further requests. It ends with its test.
 */
export async function startServer(...plays: readonly Play[]): Promise<PlayingServer> {
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((request, response) => {
    const play = plays[Math.min(count++, plays.length - 1)] ?? {};
    const chunks: Buffer[] = [];
    request.on("error", () => undefined);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const entry: Arrived = { method, url, headers, body: Buffer.concat(chunks) };
      arrived.push(entry);
      if (typeof play === "function") void play(response, entry);
      else send(response, play);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrived, close };
}

/** Sends a response. */
export function send(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const raw = body === undefined || typeof body === "string" || body instanceof Uint8Array;
  response.writeHead(status, { ...(!raw && { "content-type": "application/json" }), ...headers });
  response.end(raw ? body : JSON.stringify(body));
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not reject");
}

/** All that an iteration gives. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
