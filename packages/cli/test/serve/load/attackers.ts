/**
 * Attacks a server until it is ended: `attackers.ts <url> <reader's key> <writer's key> [<kind>…]`, with all kinds where none is given. The
 * reader may read the table `big`, the writer may change everything below `evil`. On SIGTERM it prints how many attacks of each kind it made,
 * as JSON.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { drip, openRaw, type Raw } from "../support/drip.ts";
import { rows, type Sent, send } from "../support/http.ts";

const [url = "", reader = "", writer = "", ...chosen] = process.argv.slice(2);
const exists = "/v1/namespace/%24/exists";
const made: Record<string, number> = {};
const over = new AbortController();

const ask = (path: string, sent: Sent): Promise<unknown> => send(url, path, sent).catch(() => undefined);

const token = "token".repeat(4_000);
const long = `id = ${"1".repeat(300_000)}`;
const sql: readonly string[] = [
  "lpad('a', 2147483647, 'b') = 'x'",
  "array_to_string(range(0, 2000000000), ',') = 'x'",
  "repeat(repeat(repeat('a', 1000), 1000), 1000) = 'x'",
  `id${" + 1".repeat(5_000)} = 1`,
  `id in (${Array.from({ length: 50_000 }, (_, index) => index).join()})`,
  `${"(".repeat(5_000)}id${")".repeat(5_000)} = 1`,
];

const isChosen = (kind: string): boolean => chosen.length === 0 || chosen.includes(kind);

/** Keeps as many connections open as it can; each does the same, and is opened again after it was closed. */
async function crowd(kind: string, size: number, begin: (raw: Raw) => void): Promise<void> {
  if (!isChosen(kind)) return;
  const one = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const raw = await openRaw(url).catch(() => undefined);
      if (raw) {
        made[kind] = (made[kind] ?? 0) + 1;
        begin(raw);
        await Promise.race([raw.closed, sleep(60_000)]);
        raw.socket.destroy();
      }
      // A closed door is tried again, but not in a tight loop: that would measure this process.
      await sleep(500);
    }
  };
  await Promise.all(Array.from({ length: size }, one));
}

/** Calls again and again, one call after the other, with a pause between. */
async function loop(kind: string, milliseconds: number, attack: () => Promise<unknown>): Promise<void> {
  while (isChosen(kind) && !over.signal.aborted) {
    made[kind] = (made[kind] ?? 0) + 1;
    await attack();
    await sleep(milliseconds);
  }
}

function query(body: object, key: string): string {
  const text = JSON.stringify(body);
  return `POST /v1/table/big/query HTTP/1.1\r\nhost: x\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

const everything = { k: 1_500_000, vector: {} };

const kinds: readonly Promise<void>[] = [
  crowd("connections that say nothing", 400, () => undefined),
  crowd("heads, a byte at a time", 400, (raw) =>
    drip(raw, `POST ${exists} HTTP/1.1\r\nhost: x\r\nx-slow: `, 2_000),
  ),
  crowd("bodies, a byte at a time", 100, (raw) =>
    drip(raw, `POST ${exists} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n{"a":"`, 2_000),
  ),
  crowd("uploads with a key, a byte at a time", 20, (raw) =>
    drip(
      raw,
      `POST /v1/table/evil%24t/create HTTP/1.1\r\nhost: x\r\nx-api-key: ${writer}\r\ncontent-type: application/vnd.apache.arrow.stream\r\ncontent-length: 1000000\r\n\r\n`,
      2_000,
    ),
  ),
  crowd("unread responses", 60, ({ socket }) => {
    socket.pause();
    socket.write(query(everything, reader));
  }),
  crowd("requests behind requests", 10, ({ socket }) => {
    socket.pause();
    socket.write("GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(500));
  }),
  crowd("queries that are given up", 10, ({ socket }) => {
    socket.write(query(everything, reader));
    setTimeout(() => socket.destroy(), 20 + Math.random() * 500);
  }),
  loop("wrong keys", 100, () => ask(exists, { key: `lt_0123456789ab_${token.slice(0, 43)}` })),
  loop("long names", 500, () => ask(`/v1/table/${token.slice(0, 12_000)}/describe`, { key: reader })),
  loop("long conditions", 500, () =>
    ask("/v1/table/big/count_rows", { key: reader, body: { predicate: long } }),
  ),
  loop("long new names", 500, () =>
    ask("/v1/table/evil%24t/rename", { key: writer, body: { new_table_name: "a ".repeat(100_000) } }),
  ),
  loop("deep JSON", 500, () => ask(exists, { key: reader, body: "[".repeat(100_000) })),
  loop("wide JSON", 1_000, () => {
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index]));
    return ask(exists, { key: reader, body: wide });
  }),
  loop("large anonymous bodies", 500, () => ask(exists, { body: "x".repeat(1_000_000) })),
  loop("other origins", 500, () => ask(exists, { headers: { origin: "https://evil.example" } })),
  loop("bodies that are not Arrow", 500, () =>
    ask("/v1/table/evil%24t/create", { key: writer, body: "x".repeat(100_000) }),
  ),
  loop("tables that come and go", 1_000, async () => {
    await ask("/v1/table/evil%24u/create", { key: writer, body: rows(1, 2) });
    await ask("/v1/table/evil%24u/drop", { key: writer });
  }),
  ...sql.map((predicate) =>
    loop("SQL that grows", 500, () => ask("/v1/table/big/count_rows", { key: reader, body: { predicate } })),
  ),
];

process.once("SIGTERM", () => {
  over.abort();
  process.stdout.write(`${JSON.stringify(made)}\n`, () => process.exit(0));
});
await Promise.all(kinds);
