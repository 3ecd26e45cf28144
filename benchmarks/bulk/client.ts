/**
 * A process that sends rows to a server or takes them from it, and does no more with them than HTTP asks: its argument says which way.
 * Prints what went through, as JSON.
 */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { openArrow } from "@lancetree/arrow";
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
  const answer = await call(`${table}/query`, [
    Buffer.from(JSON.stringify({ k: body.rows * count, vector: {} })),
  ]);
  let [bytes, rows] = [0, 0];
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of answer) {
      bytes += piece.byteLength;
      yield piece;
    }
  };
  const { batches } = await openArrow(pieces());
  for await (const { batch } of batches) rows += batch.length;
  demand(rows === body.rows * count, `the answer has ${rows} rows instead of ${body.rows * count}`);
  return { bytes, milliseconds: performance.now() - begin };
}

/** Sends a body in pieces, and resolves with an answer of 200. */
async function call(url: string, pieces: readonly Uint8Array[]): Promise<IncomingMessage> {
  const outgoing = request(url, { method: "POST" });
  const answered = once(outgoing, "response");
  for (const piece of pieces) {
    // A server that refuses a body does not wait for its end.
    if (!outgoing.write(piece)) await Promise.race([once(outgoing, "drain"), answered]);
  }
  outgoing.end();
  const [answer]: [IncomingMessage] = (await answered) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${await textOf(answer)}`);
  if (!url.endsWith("/query") && !url.endsWith("/count_rows")) answer.resume();
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
