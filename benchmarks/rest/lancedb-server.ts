/**
 * A process with Node's HTTP server, which does the work of requests for rows with LanceDB for Node, over LanceDB's catalog in the folder that is
 * its argument. LanceDB returns and takes Arrow IPC files, which are sent and received as they are.
 */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { connectNamespace, type Query, type Table, type VectorQuery } from "@lancedb/lancedb";
import { namespace, vectors, writes } from "./catalog.ts";
import { reportUsage } from "./report-usage.ts";

interface QueryBody {
  readonly vector: { readonly single_vector: number[] };
  readonly full_text_query?: {
    readonly string_query: { readonly query: string; readonly columns: string[] };
  };
  readonly filter?: string;
  readonly k: number;
}

const db = await connectNamespace("dir", { root: process.argv[2] ?? "" });
const [read, written] = [await db.openTable(vectors, [namespace]), await db.openTable("lancedb", [writes])];

async function respond(path: string, body: Buffer): Promise<Uint8Array> {
  if (path.includes("/insert")) return insert(written, body);
  // A server returns the rows of the latest version too.
  await read.checkoutLatest();
  return path.includes("/count_rows") ? Buffer.from(String(await read.countRows())) : search(read, body);
}

async function search(table: Table, body: Buffer): Promise<Uint8Array> {
  const { vector, full_text_query: text, filter, k } = JSON.parse(body.toString()) as QueryBody;
  const query = vector.single_vector.length > 0 ? table.vectorSearch(vector.single_vector) : table.query();
  if (text) query.fullTextSearch(text.string_query.query, { columns: text.string_query.columns });
  if (filter) query.where(filter);
  const batches = await (await nativeOf<NativeQuery>(query.limit(k))).execute();
  const file = await batches.next();
  if (file === null || (await batches.next()) !== null) throw new Error("The result is not one batch.");
  return file;
}

async function insert(table: Table, file: Buffer): Promise<Uint8Array> {
  await (await nativeOf<NativeTable>(table)).add(file, "append");
  return Buffer.from("{}");
}

interface NativeQuery {
  execute(): Promise<{ next(): Promise<Uint8Array | null> }>;
}

interface NativeTable {
  add(file: Buffer, mode: "append"): Promise<unknown>;
}

/** LanceDB's native object, whose files its classes decode and encode. */
async function nativeOf<Native>(object: Query | VectorQuery | Table): Promise<Native> {
  return (await Reflect.get(object, "inner")) as Native;
}

async function receive(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => incoming.once("end", resolve));
  return Buffer.concat(chunks);
}

const server = createServer((incoming, outgoing) => {
  receive(incoming)
    .then((body) => respond(incoming.url ?? "", body))
    .then(
      (bytes) => outgoing.writeHead(200, { "content-length": bytes.byteLength }).end(bytes),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    );
});
server.listen(0, "127.0.0.1", () => {
  // A server that listens on a port has an address.
  reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
