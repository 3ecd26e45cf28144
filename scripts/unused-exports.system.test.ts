/** No package exports a name, holds a file or declares a dependency that only tests use, or nothing uses: `knip.json`. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type CommandResult, root, runCommand } from "./workspace.ts";

/** Runs knip on a workspace, without its tests. */
function knip(folder: string): CommandResult {
  const program = join(root, "node_modules/knip/bin/knip.js");
  return runCommand(process.execPath, [program, "--production", "--no-progress"], folder);
}

test("in this repository", () => {
  expect(knip(root)).toMatchObject({ status: 0, output: "" });
});

test("fails on what only a test uses", () => {
  const folder = mkdtempSync(join(tmpdir(), "lancetree-knip-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = {
    "package.json": '{ "name": "monorepo", "private": true, "type": "module" }',
    "pnpm-workspace.yaml": "packages: [packages/*]",
    "packages/a/package.json":
      '{ "name": "a", "type": "module", "exports": "./src/index.ts", "dependencies": { "hono": "1" } }',
    "packages/a/src/index.ts": 'export { used } from "./used.ts";',
    "packages/a/src/used.ts":
      "export const used = 1;\nexport const onlyTested = 2;\nexport interface NotUsed {}",
    "packages/a/src/abandoned.ts": "export const abandoned = 1;",
    "packages/a/test/used.test.ts": 'import { onlyTested } from "../src/used.ts";\nonlyTested;',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  cpSync(join(root, "knip.json"), join(folder, "knip.json"));
  const { status, output } = knip(folder);
  expect(status).toBe(1);
  for (const finding of ["onlyTested", "NotUsed", "abandoned.ts", "hono"]) expect(output).toContain(finding);
  expect(output).not.toMatch(/^used /m);
});
