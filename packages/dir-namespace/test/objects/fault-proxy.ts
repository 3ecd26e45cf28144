import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../processes/random.ts";
import { listenOnLoopback } from "./loopback.ts";

/** What goes wrong with a request. */
export const faultKinds = ["busy", "slow", "cut before", "lost response", "cut response"] as const;

export type Fault = (typeof faultKinds)[number];

export interface FaultProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** The number of times that each fault happened, separately for reads and writes. */
  readonly counts: ReadonlyMap<string, number>;
}

/** The share of requests with which something goes wrong. */
const share = 0.1;

/**
 * Stands before an object store as a bad network would. Requests are signed for the host that they are sent to, so they
 * pass as they are.
 */
export async function startFaultProxy(target: string, seed: number): Promise<FaultProxy> {
  const random = new Random(seed);
  const counts = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    const fault = random.chance(share) ? random.pick(faultKinds) : undefined;
    if (fault) {
      const kind = `${fault}, ${["GET", "HEAD"].includes(incoming.method ?? "") ? "read" : "write"}`;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    void result(new URL(target), incoming, outgoing, fault, random.fraction());
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    // An account of Azure is part of the path.
    endpoint: `http://127.0.0.1:${loopback.port}${new URL(target).pathname.replace(/\/$/, "")}`,
    counts,
  };
}

async function result(
  target: URL,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
  size: number,
): Promise<void> {
  const body: Buffer[] = [];
  try {
    for await (const chunk of incoming) body.push(chunk);
  } catch {
    // The client has gone.
    return;
  }
  if (fault === "busy") {
    outgoing.writeHead(503, { "content-type": "application/xml" });
    outgoing.end("<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
    return;
  }
  if (fault === "cut before") return void incoming.socket.destroy();
  if (fault === "slow") await sleep(size * 1500);
  const { hostname, port } = target;
  const { method, url, headers } = incoming;
  const forwarded = request({ hostname, port, method, path: url, headers });
  forwarded.on("error", () => incoming.socket.destroy());
  forwarded.on("response", (response) => {
    if (fault === "lost response") {
      response.resume().on("end", () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(response.statusCode ?? 500, response.headers);
    if (fault === "cut response") {
      response.once("data", (chunk: Buffer) => outgoing.write(chunk.subarray(0, chunk.length / 2)));
      response.resume().on("end", () => incoming.socket.destroy());
      return;
    }
    response.pipe(outgoing);
  });
  forwarded.end(Buffer.concat(body));
}
