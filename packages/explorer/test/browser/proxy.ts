import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request must be for a rule to apply to it: a part of its path, and of its body. */
export interface Which {
  readonly path: string;
  readonly body?: string;
}

/** Requests whose responses are held: the server has done its work, and the page waits. */
export interface Held {
  /** How many are held. */
  readonly count: number;
  /** Lets the responses go on their way, and holds no more. */
  release(): void;
}

/** Passes requests on to a real server, and is as difficult as a test wants. */
export interface Proxy {
  readonly address: string;
  /** Where requests go from now on; undefined for a server that is down. */
  target: string | undefined;
  /** Holds the responses to such requests, or to the first `max` of them. */
  hold(which: Which, max?: number): Held;
  /** Ends the connection after half of the body of each such response, until the returned function is called. */
  cut(which: Which): () => void;
  /** Removes a field from the JSON of requests: the server then does what one does that ignores the field. */
  ignore(field: string): void;
  /** How many such requests the page sent so far. */
  count(which: Which): number;
  /** Removes all rules and forgets all requests. */
  reset(): void;
  close(): Promise<void>;
}

interface Rule {
  readonly which: Which;
  readonly kind: "hold" | "cut";
  /** How many more requests it applies to. */
  left: number;
  /** How many responses it holds. */
  held: number;
  readonly until: Promise<void>;
  end(): void;
}

export async function startProxy(target: string): Promise<Proxy> {
  let rules: Rule[] = [];
  let ignored: string[] = [];
  let seen: { readonly path: string; readonly body: string }[] = [];
  const add = (kind: Rule["kind"], which: Which, left = Number.POSITIVE_INFINITY): Rule => {
    let resolve = (): void => undefined;
    const until = new Promise<void>((done) => {
      resolve = done;
    });
    const rule: Rule = {
      which,
      kind,
      left,
      held: 0,
      until,
      end() {
        rules = rules.filter((other) => other !== rule);
        resolve();
      },
    };
    rules.push(rule);
    return rule;
  };
  const proxy: Proxy = {
    address: "",
    target,
    hold(which, max) {
      const rule = add("hold", which, max);
      return {
        get count() {
          return rule.held;
        },
        release: () => rule.end(),
      };
    },
    cut(which) {
      const rule = add("cut", which);
      return () => rule.end();
    },
    ignore(field) {
      ignored.push(field);
    },
    count: (which) => seen.filter((sent) => fits(which, sent)).length,
    reset() {
      for (const rule of rules) rule.end();
      ignored = [];
      seen = [];
    },
    async close() {
      proxy.reset();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await incoming.toArray());
    const sent = { path: decodeURIComponent(incoming.url ?? ""), body: body.toString("latin1") };
    seen.push(sent);
    const rule = rules.find(({ which, left }) => left > 0 && fits(which, sent));
    if (rule) rule.left -= 1;
    const { status, headers, bytes } = await pass(proxy.target, incoming, without(ignored, body));
    if (rule?.kind === "hold") {
      rule.held += 1;
      await rule.until;
    }
    response.writeHead(status, headers);
    if (rule?.kind === "cut") response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
    else response.end(bytes);
  };
  const server = createServer((incoming, response) => {
    // A server that is down, and a page that no longer waits.
    serve(incoming, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, { address: `http://127.0.0.1:${port}` });
}

function fits({ path, body = "" }: Which, sent: { readonly path: string; readonly body: string }): boolean {
  return sent.path.includes(path) && sent.body.includes(body);
}

/** A body without some fields of its JSON. */
function without(fields: readonly string[], body: Buffer): Buffer {
  if (!fields.some((field) => body.includes(`"${field}":`))) return body;
  const sent = JSON.parse(body.toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...sent, ...Object.fromEntries(fields.map((field) => [field])) }));
}

/** Sends a request to the server, and reads the whole response. */
async function pass(
  target: string | undefined,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingMessage["headers"]; bytes: Buffer }> {
  if (target === undefined) throw new Error("The server is down.");
  const own = { ...headers, ...(body.length > 0 && { "content-length": `${body.length}` }) };
  const sent = request(new URL(url ?? "", target), { method, headers: own, agent: false });
  sent.end(body);
  const [incoming] = (await once(sent, "response")) as [IncomingMessage];
  const bytes = Buffer.concat(await incoming.toArray());
  const { "transfer-encoding": _, ...returned } = incoming.headers;
  return {
    status: incoming.statusCode ?? 502,
    headers: { ...returned, "content-length": `${bytes.length}` },
    bytes,
  };
}
