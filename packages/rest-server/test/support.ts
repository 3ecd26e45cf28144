import { connect } from "node:net";
import {
  fromErrorResponse,
  type Namespace,
  validateAddress,
  validateComponent,
  validatePageRequest,
} from "@lancetree/core";
import { type Operation, operationTable } from "@lancetree/spec";
import * as arrow from "apache-arrow";

/** A namespace over HTTP, as small as it can be: everything that is not an answer of the server is left out. */
export function httpNamespace(url: string): Namespace {
  const operations = Object.entries(operationTable).map(([name, operation]) => [
    name,
    (request: Record<string, unknown>, options?: { signal?: AbortSignal }) =>
      call(url, operation, request, options?.signal),
  ]);
  return Object.fromEntries(operations) as Namespace;
}

async function call(
  url: string,
  operation: Operation,
  request: Record<string, unknown>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { data, ...fields } = request;
  validatePageRequest(fields);
  const id = operation.path.includes("{id}") ? validateAddress(fields["id"]) : [];
  // No URL can carry them.
  for (const [index, part] of id.entries()) if (part === "." || part === "..") validateComponent(part, index);
  const delimiter = id.some((part) => part.includes("$")) ? "\u001f" : "$";
  const path = operation.path
    .replace("{id}", encodeURIComponent(id.join(delimiter) || delimiter))
    .replace("{index_name}", encodeURIComponent(String(fields["index_name"])));
  const query = new URLSearchParams({ delimiter });
  for (const field of operation.query.filter((parameter) => parameter !== "delimiter")) {
    const value = fields[field];
    if (Array.isArray(value)) for (const item of value) query.append(field, String(item));
    else if (typeof value === "object" && value !== null) query.set(field, JSON.stringify(value));
    else if (value !== undefined && value !== null) query.set(field, `${value as string | number | boolean}`);
  }
  const body =
    operation.body === "arrow"
      ? data
      : JSON.stringify(operation.body === "map" ? (fields["metadata"] ?? {}) : fields);
  const answer = await fetch(`${url}${path}?${query.toString()}`, {
    method: operation.method,
    ...(operation.method === "POST" && { body: streamable(body), duplex: "half" as const }),
    ...(signal && { signal }),
  });
  if (answer.status !== operation.status) throw fromErrorResponse(await answer.json(), answer.status);
  if (operation.response === "empty") return {};
  if (operation.response === "arrow") return { data: answer.body };
  if (operation.response === "integer") return { count: BigInt(await answer.text()) };
  return answer.json();
}

function streamable(body: unknown): string | Uint8Array<ArrayBuffer> | ReadableStream {
  if (typeof body === "string" || body instanceof Uint8Array) return body as string | Uint8Array<ArrayBuffer>;
  return ReadableStream.from(body as AsyncIterable<Uint8Array>);
}

/** A namespace that only does what it is given; everything else would be a mistake of the test. */
export function stubNamespace(
  operations: Record<string, (request: never, options: never) => unknown>,
): Namespace {
  const wrapped = Object.entries(operations).map(([name, operation]) => [
    name,
    async (request: never, options: never) => operation(request, options),
  ]);
  return Object.fromEntries(wrapped) as Namespace;
}

/** What came back from {@link post}. */
interface Posted {
  status: number;
  headers: Headers;
  body: unknown;
}

/** POSTs JSON and reads JSON. */
export async function post(
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Posted> {
  const response = await fetch(url, {
    method: "POST",
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

/** Reads an upload to its end and says how long it was. */
export async function lengthOf(data: AsyncIterable<Uint8Array>): Promise<number> {
  let length = 0;
  for await (const piece of data) length += piece.byteLength;
  return length;
}

/** Sends bytes as they are and reads all that comes until the server closes or the time is over. */
export function sendRaw(url: string, bytes: string | Uint8Array, waitMs = 500): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = "";
    const finish = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const timer = setTimeout(finish, waitMs);
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      received += piece;
    });
    socket.on("end", finish);
    socket.on("error", reject);
    socket.write(bytes);
  });
}

/** Rows with an id, a vector and a name, as an Arrow IPC stream. */
export function arrowStream(ids: readonly number[]): Uint8Array {
  const item = new arrow.Field("item", new arrow.Float32(), true);
  return arrow.tableToIPC(
    new arrow.Table({
      id: arrow.vectorFromArray(ids, new arrow.Int32()),
      vector: arrow.vectorFromArray(
        ids.map((id) => [id, 1]),
        new arrow.FixedSizeList(2, item),
      ),
      name: arrow.vectorFromArray(
        ids.map((id) => `row ${id}`),
        new arrow.Utf8(),
      ),
    }),
    "stream",
  );
}
