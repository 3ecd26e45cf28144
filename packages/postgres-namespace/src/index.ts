/** A Lance catalog in PostgreSQL. */
export type { PgClient, PgLite, PgPool } from "./database/database.ts";
export type { PostgresNamespaceOptions } from "./options.ts";
export { PostgresNamespace } from "./postgres-namespace.ts";
export { schemaSql, schemaVersion } from "./schema/schema.ts";
