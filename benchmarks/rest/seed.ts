/** A process that makes the catalog in the folder of its argument. LanceDB's own code makes it, so that no server has files of its own kind. */
import { connectNamespace, Index } from "@lancedb/lancedb";
import {
  namespace,
  ownerName,
  rowCount,
  tableNames,
  vectorOf,
  vectors,
  writes,
  writtenTables,
} from "./catalog.ts";

const { root } = JSON.parse(process.argv[2] ?? "") as { root: string };
const db = await connectNamespace("dir", { root });
await db.createNamespace([namespace], { properties: { owner: ownerName } });
for (const name of tableNames) {
  const length = name === vectors ? rowCount : 10;
  const rows = Array.from({ length }, (_, id) => ({ id, name: `row ${id}`, vector: vectorOf(id) }));
  const table = await db.createTable(name, rows, [namespace]);
  if (name === vectors) await table.createIndex("name", { config: Index.fts() });
  table.close();
}
await db.createNamespace([writes]);
for (const name of writtenTables) (await db.createTable(name, [{ id: 0 }], [writes])).close();
db.close();
process.stdout.write("{}");
