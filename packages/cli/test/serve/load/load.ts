/**
 * 200 clients against `lancetree serve`, with one restart by SIGTERM and one by SIGKILL: `pnpm load [--minutes 5]
 * [--clients 200]`. Ends with 1 unless every acknowledged change is there.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { percentilesText } from "./percentiles.ts";
import { runLoad } from "./run-load.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "5" }, clients: { type: "string", default: "200" } },
});
const folder = await mkdtemp(join(tmpdir(), "lancetree-load-"));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
try {
  const [clients, seconds] = [Number(values.clients), Number(values.minutes) * 60];
  say(`${clients} clients for ${seconds} s, each with 500 ms between a response and the next request`);
  const report = await runLoad({ folder, clients, seconds, thinkMs: 500, say });
  say(`reads: ${percentilesText(report.reads)}`);
  say(`writes: ${percentilesText(report.writes)}`);
  say(`requests without a response: ${report.unanswered}; changes in doubt: ${report.doubts}`);
  say(
    `at the end: ${report.tables} tables, ${report.rows} rows, ${report.audited} audit lines of what was done`,
  );
  for (const problem of report.problems.slice(0, 50)) say(`PROBLEM ${problem}`);
  say(`${report.problems.length} problems`);
  process.exitCode = report.problems.length === 0 && report.sigtermExit === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
