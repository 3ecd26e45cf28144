/**
 * A new process that loads LanceDB and reads the rows of a catalog's table: what a first list takes at least for a catalog that keeps its rows
 * in memory. LanceDB's own one asks the table for the names of the list alone, by an interface that LanceDB for Node does not have.
 */
import { demand } from "../demand.ts";
import type { StartTimes } from "./job.ts";

const { root, table: name } = JSON.parse(process.argv[2] ?? "") as { root: string; table: string };
const start = performance.now();
const { connect } = await import("@lancedb/lancedb");
const loaded = performance.now();
const db = await connect(root);
const table = await db.openTable(name);
const rows = await table.query().select(["object_id", "object_type", "location", "metadata"]).toArrow();
const read = performance.now();
demand(rows.numRows > 0, "the catalog's table has no rows");
table.close();
db.close();
const times: StartTimes = { import: loaded - start, connectAndList: read - loaded };
process.stdout.write(JSON.stringify(times));
