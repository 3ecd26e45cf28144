/** The whole kit, with the operations on rows: on tables whose versions the catalog keeps, and on tables whose versions are files. */
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { caseCount, conformance, formatTotals } from "@lancetree/conformance";
import { withTables } from "@lancetree/tables";
import { afterAll, beforeAll, describe, it } from "vitest";
import { profileAt, writeRegistered } from "../../connection/test/support/directory-profile.ts";
import { PostgresNamespace } from "../src/index.ts";

let pglite: PGlite;
let registered = "";

beforeAll(async () => {
  pglite = await PGlite.create();
  registered = await writeRegistered();
});

afterAll(async () => {
  await pglite.close();
  await rm(registered, { recursive: true, force: true });
});

runKit(true);
runKit(false);

function runKit(tableVersionTrackingEnabled: boolean): void {
  const profile = profileAt(
    () => registered,
    async (root) => {
      const options = { database: pglite, catalog: randomUUID(), tableVersionTrackingEnabled };
      const catalog = new PostgresNamespace({ ...options, root });
      const namespace = withTables(catalog);
      return {
        namespace,
        close: async () => {
          await namespace.close();
          await catalog.close();
        },
      };
    },
  );
  const name = tableVersionTrackingEnabled ? "with versions" : "with versions in files";
  describe(`tables ${name}`, () => {
    conformance(
      { describe, it },
      {
        ...profile,
        // The version may be recorded as well as written.
        stageVersion: async (location, version) => {
          await pglite.query("delete from lancetree_versions where version = $1", [version]);
          return profile.stageVersion?.(location, version) ?? "";
        },
        report: (report) => {
          process.stdout.write(`postgres-namespace ${name}, on PGlite: ${formatTotals(report)}\n`);
          const count = report.run + report.unsupported;
          if (count !== caseCount) throw new Error(`${count} of ${caseCount} cases were run`);
        },
      },
    );
  });
}
