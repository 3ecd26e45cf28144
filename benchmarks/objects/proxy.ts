import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { readRequest, type SeenRequest } from "./requests.ts";

/** A server on loopback before an object store, which makes it as far away as one in another region and notes each request. */
export interface DelayProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** Milliseconds that it adds to each request. */
  delayMs: number;
  /** The requests since the last call, in the order in which they began. */
  takeRequests(): SeenRequest[];
}

/** Requests pass as they are, with the host for which they are signed. */
export async function startDelayProxy(target: string): Promise<DelayProxy> {
  const agent = new Agent({ keepAlive: true });
  let seen: SeenRequest[] = [];
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    const begin = Date.now();
    const described = readRequest(incoming.method ?? "", incoming.url ?? "", incoming.headers);
    const noted: SeenRequest = { ...described, begin, end: Number.POSITIVE_INFINITY };
    seen.push(noted);
    outgoing.once("close", () => Object.assign(noted, { end: Date.now() }));
    void forward(new URL(target), agent, incoming, outgoing, proxy.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const proxy: DelayProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    delayMs: 0,
    takeRequests() {
      const taken = seen;
      seen = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

async function forward(
  { hostname, port }: URL,
  agent: Agent,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  delayMs: number,
): Promise<void> {
  if (delayMs > 0) await sleep(delayMs);
  const { method, url, headers } = incoming;
  const forwarded = request({ hostname, port, method, path: url, headers, agent });
  forwarded.on("error", () => outgoing.destroy());
  forwarded.on("response", (response) => {
    outgoing.writeHead(response.statusCode ?? 500, response.headers);
    response.pipe(outgoing);
  });
  incoming.pipe(forwarded);
}
