/** Does with LanceDB alone what one client of a server has done for it, and prints the resident bytes of the process as JSON. */
import { connectNamespace } from "@lancedb/lancedb";
import { namespace, vectorOf, vectors } from "./catalog.ts";

const { root, queries } = JSON.parse(process.argv[2] ?? "") as { root: string; queries: number };
const db = await connectNamespace("dir", { root });
for (let query = 0; query < queries; query++) {
  const table = await db.openTable(vectors, [namespace]);
  await table.vectorSearch(vectorOf(query)).limit(10).toArrow();
  table.close();
}
process.stdout.write(JSON.stringify(process.memoryUsage.rss()), () => process.exit());
