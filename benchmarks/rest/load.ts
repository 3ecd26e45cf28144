/** Sends one kind of request with a number of connections and prints what it took as JSON. It uses less processor time than a client. */
import { connect, type Socket } from "node:net";
import { type PreparedRequest, prepare, type Work } from "./requests.ts";

export interface LoadJob {
  readonly url: string;
  readonly work: Work;
  /** Whose table an insert goes to. */
  readonly server: string;
  /** Numbers of connections, one measurement for each. */
  readonly callers: readonly number[];
  readonly warmUp: number;
  readonly calls: number;
}

/** Milliseconds of a call on average, for each number of connections. */
export type Load = readonly number[];

const { url, work, server, callers, warmUp, calls } = JSON.parse(process.argv[2] ?? "") as LoadJob;
const request = prepare(work, server);
const load: number[] = [];
await send(warmUp, Math.min(16, Math.max(...callers)));
for (const count of callers) {
  const start = performance.now();
  await send(calls, count);
  load.push((performance.now() - start) / calls);
}
process.stdout.write(JSON.stringify(load), () => process.exit());

async function send(total: number, connections: number): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1").setNoDelay(true);
    while (next < total) {
      const index = next++;
      for (let sent = 0; sent < request.requests; sent++) await exchange(socket, request, index);
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, caller));
}

function exchange(
  socket: Socket,
  { method, path, type, body, expected }: PreparedRequest,
  index: number,
): Promise<void> {
  const bytes = method === "GET" ? Buffer.alloc(0) : body(index);
  const framing = method === "GET" ? "" : `content-type: ${type}\r\ncontent-length: ${bytes.byteLength}\r\n`;
  return new Promise((resolve, reject) => {
    let received: Buffer[] = [];
    const onData = (chunk: Buffer): void => {
      received.push(chunk);
      if (!endsResponse(received, chunk)) return;
      socket.off("data", onData).off("error", reject).off("end", onEnd);
      const response = Buffer.concat(received).toString("latin1");
      received = [];
      if (response.startsWith("HTTP/1.1 200") && response.includes(expected)) resolve();
      else reject(new Error(`${work} received ${response.slice(0, 600)}`));
    };
    const onEnd = (): void => reject(new Error(`${work} received no response`));
    socket.on("data", onData).on("error", reject).on("end", onEnd);
    socket.write(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\naccept: */*\r\n${framing}\r\n`);
    if (bytes.byteLength > 0) socket.write(bytes);
  });
}

/** Whether a response is complete: with the length that its head says, or with the last chunk. */
function endsResponse(received: readonly Buffer[], last: Buffer): boolean {
  const [first = last] = received;
  const headEnd = first.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = /content-length: *(\d+)/i.exec(first.subarray(0, headEnd).toString("latin1"))?.[1];
  const total = received.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (length !== undefined) return total >= headEnd + 4 + Number(length);
  return last.subarray(-5).toString("latin1") === "0\r\n\r\n";
}
