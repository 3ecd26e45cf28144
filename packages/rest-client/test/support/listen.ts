import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** Starts a server whose requests are not read in advance, and which ends with its test. Resolves with its address. */
export async function listen(
  respond: (request: IncomingMessage, response: ServerResponse) => void,
  address = "127.0.0.1",
): Promise<string> {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}
