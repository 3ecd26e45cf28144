/** A catalog in PostgreSQL in a project that did not install the package for its database. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pnpmProject } from "./product/pnpm-project.ts";
import { runCommand } from "./product/run-command.ts";

test.each([
  ["postgres://user:hunter2@127.0.0.1:1/database", "pg"],
  ["pglite:./database", "@electric-sql/pglite"],
])("with %s, the first call rejects with Unsupported and names what to install", async (url, name) => {
  const project = await pnpmProject(["@lancetree/connection", "@lancedb/lancedb@^0.39.0"]);
  await mkdir(join(project, "programs"), { recursive: true });
  const folder = await mkdtemp(join(project, "programs", "missing-"));
  try {
    const program = `
      import { connectNamespace } from "@lancetree/connection";
      const db = await connectNamespace("postgres", { url: ${JSON.stringify(url)}, root: "./tables" });
      const failure = await db.tableNames().catch(({ name, code, message }) => ({ name, code, message }));
      console.log(JSON.stringify(failure));
      db.close();
    `;
    await writeFile(join(folder, "program.mjs"), program);
    const environment = { PATH: process.env["PATH"], HOME: folder };
    const { stdout, stderr } = await runCommand(process.execPath, ["program.mjs"], { folder, environment });
    expect(JSON.parse(stdout.trim() || "null"), stderr).toEqual({
      name: "UnsupportedError",
      code: 0,
      message: expect.stringMatching(
        new RegExp(`needs ${name}\\. Install it: npm install ${name}$`),
      ) as string,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
