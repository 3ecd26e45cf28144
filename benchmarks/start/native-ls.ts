/** The names that `lancetree ls PATH` prints, by LanceDB's own client. Its arguments are the root and the path. */
import { connectNamespace } from "@lancedb/lancedb";

const [root = "", name = ""] = process.argv.slice(2);
const db = await connectNamespace("dir", { root });
const { namespaces } = await db.listNamespaces([name]);
const { tables } = await db.listTables([name]);
const names = [...namespaces.map((namespace) => `${namespace}/`), ...tables];
process.stdout.write(names.map((line) => `${line}\n`).join(""));
