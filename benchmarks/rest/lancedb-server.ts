/** A process with Node's HTTP server, which searches a table with LanceDB for every request, over LanceDB's catalog in the folder that is its argument. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connectNamespace } from "@lancedb/lancedb";
import { tableFromJSON, tableToIPC } from "apache-arrow";
import { namespace, vectors } from "./catalog.ts";
import { reportUsage } from "./report-usage.ts";

const db = await connectNamespace("dir", { root: process.argv[2] ?? "" });
const table = await db.openTable(vectors, [namespace]);

async function search(json: string): Promise<Uint8Array> {
  const { vector, k } = JSON.parse(json) as { vector: { single_vector: number[] }; k: number };
  await table.checkoutLatest();
  const found = await table.vectorSearch(vector.single_vector).limit(k).toArray();
  return tableToIPC(tableFromJSON(found.map(({ id, name, _distance }) => ({ id, name, _distance }))), "file");
}

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    search(Buffer.concat(chunks).toString()).then(
      (rows) => outgoing.writeHead(200, { "content-length": rows.byteLength }).end(rows),
      (error: unknown) => outgoing.writeHead(500).end(String(error)),
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  // A server that listens on a port has an address.
  reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
