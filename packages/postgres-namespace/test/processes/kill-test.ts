import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { print, printReport } from "../../../dir-namespace/test/processes/print-report.ts";
import { postgresKillReport } from "./postgres-kill-report.ts";

/** The long forms of the kill test and of the history on a PostgreSQL server, with a report on standard output. */

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    restarts: { type: "string", default: "5" },
    processes: { type: "string", default: "3" },
    callers: { type: "string", default: "1" },
    operations: { type: "string", default: "0" },
    trees: { type: "string", default: "1" },
    reads: { type: "string", default: "0" },
    seed: { type: "string", default: "1" },
    isolation: { type: "string", default: "read committed" },
  },
});

const folder = mkdtempSync(join(tmpdir(), "lancetree-kill-"));
const began = performance.now();
const report = await postgresKillReport(
  {
    folder,
    kills: Number(values.kills),
    restarts: Number(values.restarts),
    seconds: 0,
    processes: Number(values.processes),
    callers: Number(values.callers),
    operations: Number(values.operations),
    trees: Number(values.trees),
    reads: Number(values.reads),
    seed: Number(values.seed),
    mix: "all",
  },
  values.isolation,
);
const isGood = printReport(report, true);
print(`${Math.round((performance.now() - began) / 1000)} s, ${values.isolation}`);
if (isGood) rmSync(folder, { recursive: true, force: true });
else print(`everything is kept in ${folder}`);
process.exitCode = isGood ? 0 : 1;
