import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { AddressInfo } from "node:net";

/** A server on loopback that ends with all of its connections. */
export interface Loopback extends AsyncDisposable {
  readonly port: number;
}

/** Has a server listen on a free port. */
export async function listenOnLoopback(server: Server | TlsServer): Promise<Loopback> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
