/** Makes one call of LanceDB on the table `t` of a folder, in an environment that makes it fail, and prints the message of its error. */
import { closeSync, openSync } from "node:fs";
import { lancedb } from "../../src/engine/lancedb.ts";

const [folder = "", call = ""] = process.argv.slice(2);
const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `name ${id}` }));

async function run(): Promise<unknown> {
  const db = await lancedb.connect(folder);
  if (call === "create") return db.createTable("large", rows);
  const table = await db.openTable("t");
  if (call === "add") return table.add(rows.slice(0, 1));
  const opened: number[] = [];
  try {
    for (;;) opened.push(openSync("/dev/null", "r"));
  } catch {
    return await table.query().toArray();
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

try {
  await run();
  process.stdout.write("no error");
} catch (error) {
  process.stdout.write(`message: ${error instanceof Error ? error.message : String(error)}`);
}
process.exit(0);
