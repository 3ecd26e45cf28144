import * as http from "node:http";
import * as https from "node:https";
import type { Readable } from "node:stream";
import { isAscii } from "../headers.ts";
import type { IncomingResponse, OutgoingRequest, Send } from "../send/send.ts";
import { decoded } from "./decoded.ts";
import { chunksOf, textOf } from "./incoming-body.ts";

/** A server closes an idle connection after 5 s at the earliest, as a rule; this client must be the first to do it. */
const idleMs = 4_000;

/** Where the requests to one origin go. */
interface Origin {
  readonly origin: string;
  readonly request: typeof http.request;
  readonly agent: http.Agent;
  /** The name or address to connect to, without the brackets of an IPv6 address. */
  readonly hostname: string;
  readonly port: string;
  /** The header. */
  readonly host: string;
  /** The event of a new connection that is ready. */
  readonly connected: "connect" | "secureConnect";
}

// Both with the settings for proxies that Node's own agents have.
const agents = {
  http: new http.Agent({ ...optionsOf(http.globalAgent), keepAlive: true, timeout: idleMs }),
  https: new https.Agent({ ...optionsOf(https.globalAgent), keepAlive: true, timeout: idleMs }),
};

/** Node's types have them for `https` only. */
function optionsOf(agent: http.Agent): object {
  return "options" in agent && typeof agent.options === "object" ? { ...agent.options } : {};
}

let latest: Origin | undefined;

/** Sends requests with Node's `http` and `https`, which take less processor time than `fetch`. */
export const platformSend: Send = (request) =>
  new Promise((resolve, reject) => {
    const { method, url, headers, body, signal } = request;
    if (signal.isStopped) throw signal.reason;
    const pathStart = url.indexOf("/", url.indexOf("//") + 2);
    const target = originOf(url.slice(0, pathStart));
    const outgoing = target.request({
      agent: target.agent,
      hostname: target.hostname,
      port: target.port,
      path: url.slice(pathStart),
      method,
      headers: headerList(target.host, headers, body),
    });
    const stopListening = signal.onStop(() => outgoing.destroy());
    outgoing.once("close", stopListening);
    outgoing.on("error", (error) => reject(signal.isStopped ? signal.reason : error));
    outgoing.once("response", (incoming) => {
      resolve(toResponse(incoming));
    });
    if (body instanceof ReadableStream) {
      whenConnected(outgoing, target.connected, () => void sendStream(body, outgoing).catch(reject));
    } else if (typeof body === "string" && isAscii(body)) {
      // Node writes a string together with the headers, and both in this encoding: headers have one character for each byte.
      outgoing.end(body, "latin1");
    } else outgoing.end(typeof body === "string" ? Buffer.from(body) : body);
  });

/** Consecutive requests go to one origin, as a rule. */
function originOf(origin: string): Origin {
  if (latest?.origin === origin) return latest;
  const { protocol, hostname, port, host } = new URL(origin);
  const isSecure = protocol === "https:";
  latest = {
    origin,
    request: isSecure ? https.request : http.request,
    agent: isSecure ? agents.https : agents.http,
    hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    host,
    connected: isSecure ? "secureConnect" : "connect",
  };
  return latest;
}

/** Names and values in turn, which Node writes without a check of its own; `mergeHeaders` has checked them. */
function headerList(
  host: string,
  headers: ReadonlyMap<string, string>,
  body: OutgoingRequest["body"],
): string[] {
  const list = ["host", host, "accept", "*/*", "accept-encoding", "gzip, deflate, br"];
  for (const [name, value] of headers) list.push(name, value);
  if (typeof body === "string") list.push("content-length", String(Buffer.byteLength(body)));
  else if (body instanceof Uint8Array) list.push("content-length", String(body.byteLength));
  return list;
}

function toResponse(incoming: http.IncomingMessage): IncomingResponse {
  // Cheaper than Node's object of all headers.
  const header = (name: string): string | null => {
    const { rawHeaders } = incoming;
    const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
    return at < 0 ? null : (rawHeaders[at + 1] ?? null);
  };
  const body = (): Readable => decoded(incoming, header("content-encoding"));
  return {
    status: incoming.statusCode ?? 0,
    header,
    text: () => textOf(body()),
    chunks: () => chunksOf(body()),
    discard: () => void incoming.on("error", () => undefined).destroy(),
  };
}

/** Nothing is asked of the source of a stream before there is a connection. */
function whenConnected(outgoing: http.ClientRequest, event: Origin["connected"], begin: () => void): void {
  outgoing.once("socket", (socket) => {
    if (socket.connecting) socket.once(event, begin);
    else begin();
  });
}

/** Sends a stream no faster than the connection takes it. A stream that fails ends the connection, so that no server takes a part for the whole. */
async function sendStream(body: ReadableStream<Uint8Array>, outgoing: http.ClientRequest): Promise<void> {
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  outgoing.once("close", stop);
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await reader.read();
      if (outgoing.destroyed) return;
      if (done) break;
      // oxlint-disable-next-line no-await-in-loop
      if (!outgoing.write(value)) await drained(outgoing);
    }
    outgoing.end();
  } catch (error) {
    outgoing.destroy();
    throw error;
  }
}

function drained(outgoing: http.ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off("drain", done).off("close", done);
      resolve();
    };
    outgoing.once("drain", done).once("close", done);
  });
}
