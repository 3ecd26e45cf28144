import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A proxy between a pool and the server that can lose responses. */
export interface CuttingProxy extends AsyncDisposable {
  /** The URL of the database behind the proxy. */
  readonly url: string;
  /** Sends the next message that matches to the server, and then ends the connection without passing the response on. */
  cutAfter(pattern: RegExp): void;
  /** The number of connections that were ended. */
  readonly cuts: number;
}

export async function startCuttingProxy(url: string): Promise<CuttingProxy> {
  const target = new URL(url);
  const upstreamPort = Number(target.port);
  const sockets = new Set<Socket>();
  let pattern: RegExp | undefined;
  let cuts = 0;
  const server = createServer((client) => {
    const upstream = connect(upstreamPort, target.hostname);
    let isCut = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    client.on("data", (chunk) => {
      upstream.write(chunk);
      if (pattern?.test(chunk.toString("latin1")) !== true) return;
      pattern = undefined;
      isCut = true;
      cuts += 1;
    });
    upstream.on("data", (chunk) => {
      // The server has worked on the message: its response is lost.
      if (isCut) client.destroy();
      else client.write(chunk);
    });
    client.on("close", () => upstream.end());
    upstream.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  target.port = String(typeof address === "object" && address !== null ? address.port : 0);
  return {
    url: target.href,
    cutAfter(next) {
      pattern = next;
    },
    get cuts() {
      return cuts;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
