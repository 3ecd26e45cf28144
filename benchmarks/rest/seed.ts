/** A process that makes the catalog in the folder of its argument. LanceDB's own code makes it, so that no server has files of its own kind. */
import { connectNamespace } from "@lancedb/lancedb";
import { namespace, ownerName, rowCount, tableNames, vectorOf, vectors } from "./catalog.ts";

const { root } = JSON.parse(process.argv[2] ?? "") as { root: string };
const db = await connectNamespace("dir", { root });
await db.createNamespace([namespace], { properties: { owner: ownerName } });
for (const name of tableNames) {
  const length = name === vectors ? rowCount : 10;
  const rows = Array.from({ length }, (_, id) => ({ id, name: `row ${id}`, vector: vectorOf(id) }));
  (await db.createTable(name, rows, [namespace])).close();
}
db.close();
process.stdout.write("{}");
