/**
 * Sends random Arrow bodies, whole and damaged, to the installed `lancetree serve`. It fails by a status 5XX, by a server or a reader
 * that ends, by rows that pylance, a query and the sender do not agree on, and by memory that grows.
 *
 *     pnpm fuzz:arrow [--requests 20000] [--seed 1] [--episode 0]
 */
import { parseArgs } from "node:util";
import { fuzzArrow } from "./arrow-fuzz.ts";
import { growth } from "./growth.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "20000" },
    seed: { type: "string", default: "1" },
    episode: { type: "string", default: "0" },
  },
});

const [requests, seed, episode] = [values.requests, values.seed, values.episode].map(Number);
const report = await fuzzArrow({ requests: requests ?? 0, seed: seed ?? 0, episode }, (line) =>
  console.error(line),
);
for (const [outcome, count] of Object.entries(report.outcomes).toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(String(count).padStart(6), outcome);
const failures = [...report.findings, ...growth(report.held)];
console.log(
  `${report.requests} requests, ${report.panics} panics of LanceDB that the server returned as errors`,
);
for (const failure of failures) console.log(`FAILED  ${failure}`);
console.log(failures.length === 0 ? "passed" : `${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
