/**
 * Runs the tests of the catalog in PostgreSQL on a server of this machine: `pnpm postgres [--isolation serializable]
 * [arguments of vitest …]`. Without PostgreSQL's programs nothing runs, and the command says so.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { postgresPrograms } from "./postgres/server.ts";
import { root } from "./workspace.ts";

const forVitest = process.argv.slice(2);
const at = forVitest.indexOf("--isolation");
const isolation = at < 0 ? "read committed" : (forVitest.splice(at, 2)[1] ?? "");
if (postgresPrograms() === undefined) {
  console.log("PostgreSQL is not installed: not run");
} else {
  const vitestArguments = ["run", "--config", "vitest.postgres.config.ts", ...forVitest];
  const vitest = spawn(
    process.execPath,
    [join(root, "node_modules", "vitest", "vitest.mjs"), ...vitestArguments],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, LANCETREE_TEST_ISOLATION: isolation },
    },
  );
  const [status] = await once(vitest, "exit");
  process.exitCode = status ?? 1;
}
