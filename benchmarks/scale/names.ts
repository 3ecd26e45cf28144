/** What a native client lists in the end. Prints JSON. */
import { connector } from "../connector.ts";
import { parent } from "../seeded-names.ts";

const { root } = JSON.parse(process.argv[2] ?? "") as { readonly root: string };
const db = await (await connector("native"))(root);
const names: string[] = [];
let pageToken: string | undefined;
do {
  const page = await db.listNamespaces([parent], { ...(pageToken && { pageToken }) });
  names.push(...page.namespaces);
  pageToken = page.pageToken;
} while (pageToken);
db.close();
process.stdout.write(JSON.stringify({ names }));
