import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isolated, postgresPrograms, startPostgres } from "../../../../scripts/postgres/server.ts";
import { type KillReport, killReport } from "../../../dir-namespace/test/processes/kill-report.ts";
import type { KillOptions } from "../../../dir-namespace/test/processes/kill-run.ts";
import { postgresBackend } from "./postgres-backend.ts";

/** Runs a kill test on a PostgreSQL server of its own, which the test may restart. */
export async function postgresKillReport(
  options: Omit<KillOptions, "backend" | "without" | "nativeClients">,
  isolation: string,
): Promise<KillReport> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error("PostgreSQL is not installed: initdb was not found.");
  await using server = await startPostgres(programs);
  const root = join(options.folder, "root");
  mkdirSync(root, { recursive: true });
  const location = { url: isolated(server.url, isolation), root };
  const backend = await postgresBackend(location, () => server.restart());
  // Awaited here: the server ends when this function does.
  return await killReport({ ...options, nativeClients: 0, without: [], backend });
}
