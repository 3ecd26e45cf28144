/** The short form of `pnpm postgres load`. */
import { expect, test } from "vitest";
import { postgresPrograms, startPostgres } from "../../../../scripts/postgres/server.ts";
import { runPostgresLoad } from "../serve/load/run-postgres-load.ts";
import { testFolder } from "../serve/support/folder.ts";

test("two servers lose no acknowledged change when they or the database are killed, paused and restarted", async () => {
  await using database = await startPostgres(postgresPrograms() ?? "");
  const report = await runPostgresLoad({
    folder: await testFolder(),
    database,
    clients: 30,
    seconds: 0,
    responses: 150,
    pauseSeconds: 2,
    thinkMs: 200,
  });
  expect(report.problems).toEqual([]);
  expect(report.tables).toBeGreaterThan(30);
});
