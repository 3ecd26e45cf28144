/** A process with nothing but Node's HTTP server: it parses the JSON of every request, and sends the response that is its argument. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { reportUsage } from "./report-usage.ts";

export interface BareResponse {
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

const { headers, body } = JSON.parse(process.argv[2] ?? "") as BareResponse;
const bytes = Buffer.from(body);
const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = [];
  incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
  incoming.on("end", () => {
    JSON.parse(Buffer.concat(chunks).toString() || "{}");
    outgoing.writeHead(200, headers.flat());
    outgoing.end(bytes);
  });
});
server.listen(0, "127.0.0.1", () => {
  // A server that listens on a port has an address.
  reportUsage(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
