/**
 * 200 clients against two `lancetree serve` over one PostgreSQL: `pnpm postgres load [--minutes 5] [--clients 200]`. One server is
 * killed, the other is paused for a minute, the database crashes, and both servers are restarted by SIGTERM. Ends with 1 unless every
 * acknowledged change is there.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { postgresPrograms, startPostgres } from "../../../../../scripts/postgres/server.ts";
import { percentilesText } from "./percentiles.ts";
import { runPostgresLoad } from "./run-postgres-load.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "5" }, clients: { type: "string", default: "200" } },
});
const programs = postgresPrograms();
if (programs === undefined) throw new Error("PostgreSQL is not installed: initdb was not found.");
const folder = await mkdtemp(join(tmpdir(), "lancetree-load-"));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
try {
  await using database = await startPostgres(programs, { fsync: true });
  const [clients, minutes] = [Number(values.clients), Number(values.minutes)];
  const pauseSeconds = Math.min(60, minutes * 12);
  const seconds = minutes * 60 - pauseSeconds;
  say(`${clients} clients for ${minutes} minutes, each with 500 ms between a response and the next request`);
  const options = { folder, database, clients, seconds, pauseSeconds, responses: 0, thinkMs: 500, say };
  const report = await runPostgresLoad(options);
  say(`reads: ${percentilesText(report.reads)}`);
  say(`writes: ${percentilesText(report.writes)}`);
  say(`requests without a response: ${report.unanswered}; changes in doubt: ${report.doubts}`);
  say(`at the end: ${report.tables} tables, ${report.rows} rows`);
  for (const problem of report.problems.slice(0, 50)) say(`PROBLEM ${problem}`);
  say(`${report.problems.length} problems`);
  process.exitCode = report.problems.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
