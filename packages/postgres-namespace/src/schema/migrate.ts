import { UnsupportedError } from "@lancetree/core";
import type { Database, Queryable } from "../database/database.ts";
import { isMissingTable, isUniqueViolation } from "../database/database-error.ts";
import { schemaStatements, schemaVersion } from "./schema.ts";

/** How many processes may create the schema at the same time before one gives up. */
const maxAttempts = 10;

/** Creates the schema or brings it to the present version. Several processes may do so at the same time. */
export async function migrate(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const version = await readVersion(database);
    if (version === schemaVersion) return;
    try {
      await database.transaction(async (transaction) => {
        for (const statement of schemaStatements(version)) await transaction.query(statement);
      });
    } catch (error) {
      // "if not exists" does not protect from another process that creates the same table at the same time.
      if (!isUniqueViolation(error) || attempt === maxAttempts) throw error;
    }
  }
}

/**
 * The version of the schema; 0 if there is none.
 *
 * @throws UnsupportedError for a version that is newer than this package
 */
export async function readVersion(database: Queryable): Promise<number> {
  let version: number;
  try {
    const [row] = await database.query<{ version: number | null }>(
      "select max(version) as version from lancetree_schema",
    );
    version = row?.version ?? 0;
  } catch (error) {
    if (isMissingTable(error)) return 0;
    throw error;
  }
  if (version <= schemaVersion) return version;
  throw new UnsupportedError(
    `The catalog's schema has version ${version}, and this version of Lancetree knows up to ${schemaVersion}. Update Lancetree.`,
  );
}
