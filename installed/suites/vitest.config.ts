import { defineConfig } from "vitest/config";
import { root } from "../../scripts/workspace.ts";
import { installedInstead } from "./installed-instead.ts";

/** Runs test files of packages on what npm installed into the project whose folder `LANCETREE_INSTALLED` names. */
export default defineConfig({
  root,
  plugins: [installedInstead(process.env["LANCETREE_INSTALLED"] ?? "")],
  test: {
    include: ["packages/*/test/**/*.test.ts"],
    pool: "forks",
    // Against hangs only, as in the configuration of the repository.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 900_000 } },
  },
});
