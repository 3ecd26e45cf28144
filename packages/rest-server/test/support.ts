import { connect } from "node:net";
import type { Namespace } from "@lancetree/core";
import * as arrow from "apache-arrow";

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
  for await (const chunk of data) length += chunk.byteLength;
  return length;
}

/** Sends bytes as they are and reads all that comes until the server closes, or until `leave` resolves. */
export function sendRaw(
  url: string,
  bytes: string | Uint8Array,
  leave: () => Promise<void> = () => new Promise(() => undefined),
): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let received = "";
    const finish = (): void => {
      socket.destroy();
      resolve(received);
    };
    leave().then(finish, reject);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      received += chunk;
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
