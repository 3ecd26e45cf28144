/**
 * A process that sends rows to a server or takes them from it, and does no more with them than HTTP asks: its argument says which way.
 * Prints what went through, as JSON.
 */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { openArrow } from "@lancetree/arrow";
import { demand } from "../demand.ts";
import { type Body, type BodyKind, bodyOf, emptyBodyOf } from "./bodies.ts";

export interface BulkJob {
  readonly way: "insert" | "query";
  readonly kind: BodyKind;
  readonly url: string;
  readonly table: string;
  /** Of the body, about. */
  readonly bytes: number;
}

export interface BulkMoved {
  readonly bytes: number;
  readonly milliseconds: number;
}

const job: BulkJob = JSON.parse(process.argv[2] ?? "");
const body = bodyOf(job.kind);
const count = Math.ceil(job.bytes / body.batch.byteLength);
const table = `${job.url}/v1/table/${job.table}`;
const passage = await (job.way === "insert" ? insert(body) : query());
process.stdout.write(JSON.stringify(passage));

async function insert({ start, batch, end, rows }: Body): Promise<BulkMoved> {
  await call(`${table}/create?mode=overwrite`, [emptyBodyOf(job.kind)]);
  const begin = performance.now();
  await call(`${table}/insert`, [start, ...Array.from({ length: count }, () => batch), end]);
  const milliseconds = performance.now() - begin;
  const counted = await textOf(await call(`${table}/count_rows`, [Buffer.from("{}")]));
  demand(Number(counted) === rows * count, `the table has ${counted} rows instead of ${rows * count}`);
  return { bytes: count * batch.byteLength, milliseconds };
}

async function query(): Promise<BulkMoved> {
  const begin = performance.now();
  const response = await call(`${table}/query`, [
    Buffer.from(JSON.stringify({ k: body.rows * count, vector: {} })),
  ]);
  let [bytes, rows] = [0, 0];
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of response) {
      bytes += chunk.byteLength;
      yield chunk;
    }
  };
  const { batches } = await openArrow(counted());
  for await (const { batch } of batches) rows += batch.length;
  demand(rows === body.rows * count, `the response has ${rows} rows instead of ${body.rows * count}`);
  return { bytes, milliseconds: performance.now() - begin };
}

/** Sends a body in chunks. Rejects if the status is not 200. */
async function call(url: string, chunks: readonly Uint8Array[]): Promise<IncomingMessage> {
  const outgoing = request(url, { method: "POST" });
  const responded = once(outgoing, "response");
  for (const chunk of chunks) {
    // A server that refuses a body does not wait for its end.
    if (!outgoing.write(chunk)) await Promise.race([once(outgoing, "drain"), responded]);
  }
  outgoing.end();
  const [response]: [IncomingMessage] = (await responded) as [IncomingMessage];
  if (response.statusCode !== 200)
    throw new Error(`${url}: ${response.statusCode} ${await textOf(response)}`);
  if (!url.endsWith("/query") && !url.endsWith("/count_rows")) response.resume();
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
