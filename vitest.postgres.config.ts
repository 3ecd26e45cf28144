import { defineConfig } from "vitest/config";
import { shared } from "./vitest.shared.ts";

/** The tests of the catalog in PostgreSQL, against a server that `scripts/postgres` starts. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["packages/*/test/server/**/*.suite.ts"],
    globalSetup: ["scripts/postgres/setup.ts"],
  },
});
