import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "../../../dir-namespace/test/objects/loopback.ts";

/** A token service that says of its sessions that they end earlier than they do. */
export interface TokenService extends AsyncDisposable {
  readonly endpoint: string;
  /** What was requested so far, until the test removes it. */
  readonly sessions: Session[];
}

export interface Session {
  /** The name that the session was requested under. */
  readonly name: string;
  /** When it ends, as the service says. */
  readonly end: number;
}

/** STS gives no session for less than 15 minutes. Requests are signed for the host that they are sent to, so they pass as they are. */
export async function startTokenService(store: string, saidMs: number): Promise<TokenService> {
  const sessions: Session[] = [];
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await text(incoming);
    const { hostname, port } = new URL(store);
    const { method, url, headers } = incoming;
    const forwarded = request({ hostname, port, method, path: url, headers }).end(body);
    const [response]: IncomingMessage[] = await once(forwarded, "response");
    if (response === undefined) return;
    const end = Date.now() + saidMs;
    const said = new Date(end).toISOString();
    const xml = (await text(response)).replace(/(<Expiration>)[^<]+/, `$1${said}`);
    if (response.statusCode === 200) {
      sessions.push({ name: new URLSearchParams(body).get("RoleSessionName") ?? "", end });
    }
    outgoing.writeHead(response.statusCode ?? 500, { "content-type": "text/xml" }).end(xml);
  };
  const server = createServer(
    (incoming, outgoing) => void forward(incoming, outgoing).catch(() => incoming.socket.destroy()),
  );
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    endpoint: `http://127.0.0.1:${loopback.port}`,
    sessions,
  };
}
