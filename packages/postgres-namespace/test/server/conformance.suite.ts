import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { testPostgres } from "../support/postgres-conformance.ts";

testPostgres("postgres-namespace on PostgreSQL", async () => ({
  database: inject("postgresUrl"),
  catalog: randomUUID(),
}));
