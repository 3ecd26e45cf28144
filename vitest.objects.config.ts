import { defineConfig } from "vitest/config";
import { shared } from "./vitest.shared.ts";

/** The tests on object stores, against a real server: `scripts/objects.ts` says which. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ["packages/*/test/objects/**/*.suite.ts"],
    globalSetup: ["scripts/object-stores/setup.ts"],
  },
});
