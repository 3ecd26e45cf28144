import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** What came to the other server. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Another REST catalog, which writes down what it is asked. */
export interface Upstream extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** Sets its response from now on. */
  respond(status: number, body: object, headers?: Record<string, string>): void;
}

/** Starts one on loopback. */
export async function startUpstream(): Promise<Upstream> {
  const received: Received[] = [];
  let [status, body, more]: [number, object, Record<string, string>] = [200, {}, {}];
  const server = createServer((incoming, outgoing) => {
    let text = "";
    incoming.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      received.push({ method, path: url, headers, body: text });
      outgoing.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    respond(...next) {
      [status, body, more = {}] = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
