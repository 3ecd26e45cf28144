/** Runs test files of connections and handlers on the packages as npm installed them. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../scripts/workspace.ts";
import { installedProduct } from "./product/installed-product.ts";
import { runCommand } from "./product/run-command.ts";

const files = [
  "connection/test/at.test.ts",
  "connection/test/close.test.ts",
  "connection/test/connect-options.test.ts",
  "connection/test/materialized-views.test.ts",
  "connection/test/postgres.test.ts",
  "connection/test/members/members.system.test.ts",
  "connection/test/lancedb-messages.test.ts",
  "rest-server/test/raw-targets.test.ts",
  "rest-server/test/host-argument.test.ts",
  "rest-server/test/unknown-fields.test.ts",
];

test("the files listed above pass on the installed packages", async () => {
  const { folder } = await installedProduct();
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const words = [vitest, "run", "--config", "installed/suites/vitest.config.ts"];
  const environment = {
    PATH: process.env["PATH"],
    HOME: process.env["HOME"],
    NO_COLOR: "1",
    LANCETREE_INSTALLED: folder,
  };
  const { status, stdout, stderr } = await runCommand(
    process.execPath,
    [...words, ...files.map((file) => `packages/${file}`)],
    { folder: root, environment },
  );
  expect(stdout, stderr).toMatch(new RegExp(`Test Files +${files.length} passed \\(${files.length}\\)`));
  expect(stdout).toMatch(/Tests +\d+ passed \(\d+\)/);
  expect(status).toBe(0);
});
