/**
 * Runs the tests of the catalog in PostgreSQL on a server of this machine: `pnpm postgres [--isolation serializable]
 * [arguments of vitest …]`. `pnpm postgres kill`, `pnpm postgres history` and `pnpm postgres load` are long runs. Without PostgreSQL's
 * programs nothing runs, and the command says so.
 */
import { postgresPrograms } from "./postgres/server.ts";
import { runNode, runVitest } from "./run-node.ts";

const sources = ["--conditions", "@lancetree/source", "--import", "tsx"];
const kills = [...sources, "packages/postgres-namespace/test/processes/kill-test.ts"];
const history =
  "--operations 50000 --kills 60 --restarts 12 --processes 4 --callers 32 --trees 6 --reads 0.7".split(" ");

/** The arguments of Node for each long run. */
const longRuns: Readonly<Record<string, readonly string[]>> = {
  kill: kills,
  history: [...kills, ...history],
  load: [...sources, "packages/cli/test/serve/load/postgres-load.ts"],
};

const words = process.argv.slice(2);
const longRun = longRuns[words[0] ?? ""];
if (postgresPrograms() === undefined) console.log("PostgreSQL is not installed: not run");
else if (longRun !== undefined) process.exitCode = await runNode([...longRun, ...words.slice(1)]);
else {
  const at = words.indexOf("--isolation");
  const isolation = at < 0 ? "read committed" : (words.splice(at, 2)[1] ?? "");
  process.exitCode = await runVitest("vitest.postgres.config.ts", words, {
    LANCETREE_TEST_ISOLATION: isolation,
  });
}
