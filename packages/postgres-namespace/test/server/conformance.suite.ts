import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, inject } from "vitest";
import { testPostgres } from "../support/postgres-conformance.ts";

const pool = new Pool({ connectionString: inject("postgresUrl") });

afterAll(() => pool.end());

testPostgres("postgres-namespace on PostgreSQL", async () => ({
  database: inject("postgresUrl"),
  catalog: randomUUID(),
  query: (text, values) => pool.query(text, values),
}));
