import { randomUUID } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll } from "vitest";
import { testPostgres } from "./support/postgres-conformance.ts";

let pglite: PGlite;

beforeAll(async () => {
  pglite = await PGlite.create();
});

afterAll(() => pglite.close());

testPostgres("postgres-namespace on PGlite", async () => ({
  database: pglite,
  catalog: randomUUID(),
  query: (text, values) => pglite.query(text, values),
}));
