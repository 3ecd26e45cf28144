import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { lz4Rows } from "./lz4-rows.ts";

/** A server that misbehaves on purpose, below `/<kind>/<run>`, and counts what it sees. Any page may call it. */
export interface FaultyServer {
  readonly url: string;
  close(): void;
}

type Respond = (run: string, request: IncomingMessage, response: ServerResponse) => void;

/** Starts it, and the stranger of another origin to whom it redirects. */
export async function startFaultyServer(): Promise<FaultyServer> {
  const counts = new Map<string, number>();
  const count = (kind: string, run: string): void => {
    counts.set(`${kind}/${run}`, (counts.get(`${kind}/${run}`) ?? 0) + 1);
  };
  const stranger = await listen((kind, run, response) => {
    count("stranger", run);
    response.end(JSON.stringify({ tables: [kind] }));
  });
  const responders: Readonly<Record<string, Respond>> = {
    seen: (_run, request, response) => {
      const kind = request.url?.split("/")[2];
      const name = request.url?.split("/")[3];
      response.end(String(counts.get(`${kind}/${name}`) ?? 0));
    },
    hangs: () => undefined,
    stalls: () => undefined,
    breaks: (_run, _request, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write('{"tables"');
      setTimeout(() => response.destroy(), 20);
    },
    html: (_run, _request, response) => response.writeHead(502).end("<html>Bad gateway</html>"),
    text: (_run, _request, response) => response.writeHead(404).end("no such table"),
    empty: (_run, _request, response) => response.writeHead(405).end(),
    // Lancetree's server never compresses responses, others do
    compressed: (_run, _request, response) => response.end(Buffer.from(lz4Rows, "base64")),
    away: (run, _request, response) =>
      response.writeHead(307, { location: `${stranger.url}/away/${run}` }).end(),
    here: (run, _request, response) => response.writeHead(307, { location: `/there/${run}/v1/table` }).end(),
    there: (_run, _request, response) => response.end('{ "tables": ["found"] }'),
  };
  const server = await listen((kind, run, response, request) => {
    count(kind, run);
    const respond = responders[kind];
    if (respond === undefined) response.writeHead(404).end();
    else respond(run, request, response);
  });
  return {
    url: server.url,
    close() {
      server.close();
      stranger.close();
    },
  };
}

async function listen(
  respond: (kind: string, run: string, response: ServerResponse, request: IncomingMessage) => void,
): Promise<FaultyServer> {
  const server: Server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    if (request.method === "OPTIONS") {
      response.writeHead(204, {
        "access-control-allow-methods": "GET, POST",
        "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "",
      });
      response.end();
      return;
    }
    const [, kind = "", run = ""] = (request.url ?? "").split("/");
    if (kind !== "stalls") request.resume();
    respond(kind, run, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
