/** The packages in a CommonJS program, on every Node, as docs/installing.md says. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installedProduct } from "./product/installed-product.ts";
import { supportedNodes } from "./product/nodes.ts";
import { runCommand } from "./product/run-command.ts";

const program = `
const { connectNamespace, isNamespaceError } = require("@lancetree/connection");
const { Connection } = require("@lancedb/lancedb");
const { RestNamespace } = require("@lancetree/rest-client");
const { serve } = require("@lancetree/rest-server/node");

(async () => {
  const db = await connectNamespace("dir", { root: "./catalog" });
  try {
    await db.createNamespace(["prod"]);
    const table = await db.createTable("user", [{ id: 1 }, { id: 2 }], ["prod"]);
    const server = await serve(db.namespace, { port: 0 });
    try {
      const remote = new RestNamespace({ uri: server.url });
      const missing = await db.openTable("missing", ["prod"]).catch((error) => error);
      const { tables } = await remote.listTables({ id: ["prod"] });
      console.log(JSON.stringify([await table.countRows(), tables, isNamespaceError(missing, 4), db instanceof Connection]));
    } finally {
      await server.close();
    }
  } finally {
    db.close();
  }
})();
`;

test.each(await supportedNodes())("require on Node $major", async ({ path }) => {
  const product = await installedProduct();
  await mkdir(join(product.folder, "programs"), { recursive: true });
  const folder = await mkdtemp(join(product.folder, "programs", "require-"));
  try {
    await writeFile(join(folder, "program.cjs"), program);
    const environment = { PATH: process.env["PATH"], HOME: folder };
    const { status, stdout, stderr } = await runCommand(path, ["program.cjs"], { folder, environment });
    expect(stdout, stderr).toBe('[2,["user"],true,true]\n');
    expect(stderr).toBe("");
    expect(status).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
