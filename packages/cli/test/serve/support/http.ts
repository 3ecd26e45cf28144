import { request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import * as arrow from "apache-arrow-21";

export interface Sent {
  readonly method?: string;
  readonly key?: string | undefined;
  readonly headers?: Record<string, string>;
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: unknown;
  readonly tls?: Pick<RequestOptions, "ca" | "rejectUnauthorized">;
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  /** The protocol's code of a failure. */
  readonly code: number | undefined;
}

/** Sends a request whose path goes out as it stands: nothing is normalised. */
export function send(url: string, path: string, sent: Sent = {}): Promise<HttpResponse> {
  const { method = "POST", key, headers = {}, body, tls, signal } = sent;
  const { hostname, port, protocol } = new URL(url);
  const bytes = bytesOf(body);
  const options = {
    host: hostname.replace(/^\[|\]$/g, ""),
    port,
    method,
    path,
    headers: {
      ...(key !== undefined && { "x-api-key": key }),
      ...(bytes && { "content-length": String(bytes.byteLength) }),
      ...headers,
    },
    ...tls,
    ...(signal && { signal }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = (protocol === "https:" ? httpsRequest : httpRequest)(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, code: codeIn(text) });
      });
    });
    outgoing.on("error", reject);
    // A request with an early response may break after the test has that response.
    outgoing.once("socket", (socket) => {
      if (!socket.listeners("error").includes(ignore)) socket.on("error", ignore);
    });
    outgoing.end(bytes);
  });
}

/** Prepares what a test stands on: throws unless it went well. */
export async function mustSucceed(request: Promise<HttpResponse>): Promise<void> {
  const { status, text } = await request;
  if (status !== 200) throw new Error(`Preparing the test failed: ${status} ${text}`);
}

/** Two rows with an id and a vector, as an Arrow IPC stream. */
export function rows(...ids: readonly number[]): Uint8Array {
  const item = new arrow.Field("item", new arrow.Float32(), true);
  return arrow.tableToIPC(
    new arrow.Table({
      id: arrow.vectorFromArray(ids, new arrow.Int32()),
      vector: arrow.vectorFromArray(
        ids.map((id) => [id, 1]),
        new arrow.FixedSizeList(2, item),
      ),
    }),
    "stream",
  );
}

function ignore(): void {}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined) return undefined;
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function codeIn(text: string): number | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isFailure = typeof value === "object" && value !== null && "error" in value && "code" in value;
    return isFailure ? Number(value.code) : undefined;
  } catch {
    return undefined;
  }
}
