/** Two servers share a catalog in PostgreSQL. One is killed while three clients work, and nothing that it acknowledged is lost. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { connectNamespace, type NamespaceConnection } from "@lancetree/connection";
import { isError, walk } from "@lancetree/core";
import { CatalogClient } from "./catalog-client.ts";
import { startCatalogServer } from "./catalog-server.ts";
import { colors, printHeading, printPairs, printTitle } from "./page.ts";
import { servePglite } from "./pglite-server.ts";

/** Namespaces that each client creates before the kill, and as many after it. */
const half = 20;
const orders = [
  { id: 1, item: "spear" },
  { id: 2, item: "shield" },
  { id: 3, item: "helmet" },
];

/** What the demo opened, to be closed in the opposite order. */
const opened: (() => Promise<unknown>)[] = [];

try {
  await showTwoServers();
} catch (error) {
  const message = isError(error) ? error.message : String(error);
  console.error(`The demo stopped: ${message.split("\n")[0]}`);
  process.exitCode = 1;
} finally {
  for (const close of opened.toReversed()) await close();
}

async function showTwoServers(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "lancetree-demo-"));
  opened.push(() => rm(folder, { recursive: true, force: true }));
  const pglite = await PGlite.create();
  opened.push(() => pglite.close());
  const database = await servePglite(pglite);
  opened.push(() => database.close());
  const start = async () => {
    const server = await startCatalogServer(["--postgres", database.url, "--root", folder]);
    opened.push(() => server.kill());
    return server;
  };
  const connect = async ({ url }: { url: string }, options = {}): Promise<NamespaceConnection> => {
    const db = await connectNamespace("rest", { uri: url, ...options });
    opened.push(async () => db.close());
    return db;
  };

  printTitle("Lancetree: two servers share a catalog in PostgreSQL");

  printHeading("Start a database and two servers");
  const [one, two] = [await start(), await start()];
  printPairs([
    ["database", "PGlite, which is PostgreSQL in the process of this demo"],
    ["tables", "Lance tables in a temporary folder"],
    ["server one", "lancetree serve --postgres URL --root DIR"],
    ["server two", "the same command; it has no connection to server one"],
  ]);

  printHeading(`Three clients create a table and ${half} namespaces each`);
  // A client that tried its own server again would only wait.
  const [ofOne, ofTwo] = [await connect(one, { retry: false }), await connect(two)];
  const clients = [
    new CatalogClient("a", ofOne, ofTwo),
    new CatalogClient("b", ofOne, ofTwo),
    new CatalogClient("c", ofTwo, ofTwo),
  ];
  await Promise.all(clients.map(createFirstHalf));
  printPairs(
    clients.map((client) => [`client ${client.name}`, client.usesOther ? "server two" : "server one"]),
  );

  printHeading(`Server one is killed while they create ${half} more`);
  const ofServerOne = clients.filter((client) => !client.usesOther);
  const done = Promise.all(clients.map(createSecondHalf));
  await one.kill();
  await done;
  printPairs(
    clients.map((client) => [
      `client ${client.name}`,
      ofServerOne.includes(client)
        ? `lost its server, and continues with ${client.usesOther ? "server two" : "no other"}`
        : "uses server two, and is not affected",
    ]),
  );

  printHeading("Compare what the servers acknowledged with what server two lists");
  await compare(clients, ofTwo);

  printHeading("Start server one again, and compare with what it lists");
  await compare(clients, await connect(await start()));
}

async function createFirstHalf(client: CatalogClient): Promise<void> {
  await client.createNamespace([client.name]);
  await client.createTable("orders", orders);
  for (let index = 0; index < half; index++) await client.createNamespace([client.name, `early-${index}`]);
}

async function createSecondHalf(client: CatalogClient): Promise<void> {
  for (let index = 0; index < half; index++) await client.createNamespace([client.name, `late-${index}`]);
}

async function compare(clients: readonly CatalogClient[], db: NamespaceConnection): Promise<void> {
  const acknowledged = clients.flatMap((client) => client.acknowledged);
  const listed: string[] = [];
  for await (const { path } of walk(db.namespace, [])) listed.push(path.join("/"));
  const lost = acknowledged.filter((path) => !listed.includes(path));
  const unknown = listed.filter((path) => !acknowledged.includes(path));
  let rows = 0;
  for (const { name } of clients) rows += await (await db.openTable("orders", [name])).countRows();
  printPairs([
    ["acknowledged", `${acknowledged.length} namespaces and tables`],
    ["listed", String(listed.length)],
    ["acknowledged and lost", coloredCount(lost.length)],
    ["listed without a request", coloredCount(unknown.length)],
    ["rows in the three tables", String(rows)],
  ]);
  if (lost.length > 0 || unknown.length > 0) process.exitCode = 1;
}

function coloredCount(count: number): string {
  return count === 0 ? colors.green("0") : colors.red(String(count));
}
