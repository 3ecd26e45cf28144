import { createServer, request } from "node:http";
import { listenOnLoopback } from "./loopback.ts";

export interface ConditionProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** Whether requests reach the store without their conditions. */
  dropsConditions: boolean;
  /** The requests that it has passed on, as `GET /path`. */
  readonly requests: readonly string[];
}

/** Stands before an object store. Conditions must not be signed: S3 and Azure sign those of requests with keys. */
export async function startConditionProxy(target: string): Promise<ConditionProxy> {
  const { hostname, port: targetPort, pathname } = new URL(target);
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { "if-none-match": _, "x-goog-if-generation-match": __, ...others } = incoming.headers;
    const { method, url = "" } = incoming;
    requests.push(`${method} ${url}`);
    const forwarded = request({
      hostname,
      port: targetPort,
      method,
      path: proxy.dropsConditions ? url.replace(/([?&])ifGenerationMatch=0(&|$)/, "$1") : url,
      headers: proxy.dropsConditions ? others : incoming.headers,
    });
    forwarded.on("error", () => incoming.socket.destroy());
    forwarded.on("response", (response) => {
      outgoing.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  const loopback = await listenOnLoopback(server);
  const proxy: ConditionProxy = {
    ...loopback,
    // An account of Azure is part of the path.
    endpoint: `http://127.0.0.1:${loopback.port}${pathname.replace(/\/$/, "")}`,
    dropsConditions: true,
    requests,
  };
  return proxy;
}
