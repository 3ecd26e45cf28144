/** The walkthrough: creates a small catalog, shows it in several ways, and drops it again. */
import { basename, resolve } from "node:path";
import { connectNamespace, type NamespaceConnection } from "@lancetree/connection";
import { InvalidInputError, isError, isNamespaceError } from "@lancetree/core";
import { colors, printHeading, printLine, printPairs, printTitle } from "./page.ts";
import { printTree } from "./tree.ts";
import { recommendationUsers, searchUsers } from "./users.ts";

const prod = ["prod"];
const search = ["prod", "search"];
const recommendations = ["prod", "recommendations"];
/** Marks the tree below `prod` as the demo's own, which may be dropped. */
const ownProperties = { made_by: "lancetree-demo" };

try {
  await walkThrough(readFolder());
} catch (error) {
  const message = isError(error) ? error.message : String(error);
  console.error(`The demo stopped: ${message.split("\n")[0]}`);
  process.exitCode = 1;
}

function readFolder(): string {
  const [folder = "lancetree-demo", ...more] = process.argv.slice(2);
  if (more.length === 0 && folder !== "" && !folder.startsWith("-")) return folder;
  throw new InvalidInputError("It takes one argument, the folder for its data (default ./lancetree-demo).");
}

async function walkThrough(folder: string): Promise<void> {
  await using db = await connectNamespace("dir", { root: folder });
  const root = basename(resolve(folder));
  await demandOwnTree(db);
  // Removes what a run left that was stopped halfway.
  await db.dropNamespace(prod, { mode: "skip", behavior: "cascade" });

  printTitle("Lancetree: namespaces for LanceDB tables");

  printHeading("Create namespaces, and a table in each");
  await db.createNamespace(prod, { mode: "exist_ok", properties: ownProperties });
  await db.createNamespace(search, { mode: "exist_ok", properties: { owner: "search-team" } });
  await db.createNamespace(recommendations, { mode: "exist_ok", properties: { owner: "shop-team" } });
  await db.createTable("user", searchUsers, search, { mode: "create" });
  await db.createTable("user", recommendationUsers, recommendations, { mode: "create" });
  await printTree(db, root);

  printHeading("Search the two tables by vector");
  printPairs([
    ["prod/recommendations/user, nearest to [0.6, 0.4]", await nearest(db, recommendations, [0.6, 0.4])],
    ["prod/search/user, nearest to [0.1, 0.2]", await nearest(db, search, [0.1, 0.2])],
  ]);

  printHeading("List and describe");
  printPairs([
    ["namespaces in prod", (await db.listNamespaces(prod)).namespaces.join(", ")],
    ["tables in prod/search", (await db.tableNames(search)).join(", ")],
    ["namespace prod/search", await describeNamespace(db, search)],
    ["table prod/search/user", await describeTable(db, "user", search)],
  ]);

  printHeading("Try calls that reject");
  await printRefusal("a namespace prod/a b", db.createNamespace(["prod", "a b"]));
  await printRefusal("a second prod/search/user", db.createTable("user", searchUsers, search));
  await printRefusal("dropping prod while it has content", db.dropNamespace(prod));

  printHeading("Rename prod/recommendations/user to prod/search/visitor");
  await db.renameTable("user", "visitor", { namespacePath: recommendations, newNamespacePath: search });
  await printTree(db, root);

  printHeading("Drop prod with everything in it");
  await db.dropNamespace(prod, { behavior: "cascade" });
  await printTree(db, root);
}

/** The demo drops `prod` at its end, so it refuses a catalog that already has another one. */
async function demandOwnTree(db: NamespaceConnection): Promise<void> {
  if (!(await db.namespaceExists(prod))) return;
  const { properties } = await db.describeNamespace(prod);
  if (properties?.["made_by"] === ownProperties.made_by) return;
  throw new InvalidInputError(
    "The folder contains a namespace prod that the demo did not create. Name another folder.",
  );
}

async function nearest(db: NamespaceConnection, path: string[], vector: number[]): Promise<string> {
  const table = await db.openTable("user", path);
  const rows: { name: string }[] = await table.vectorSearch(vector).limit(2).toArray();
  return rows.map(({ name }) => name).join(", then ");
}

async function describeNamespace(db: NamespaceConnection, path: string[]): Promise<string> {
  const { properties } = await db.describeNamespace(path);
  return `properties ${JSON.stringify(properties)}`;
}

async function describeTable(db: NamespaceConnection, name: string, path: string[]): Promise<string> {
  const { version, schema } = await db.describeTable(name, path, { loadDetailedMetadata: true });
  const columns = schema?.fields.map((field) => field.name) ?? [];
  return `version ${version}, columns ${columns.join(", ")}`;
}

async function printRefusal(what: string, attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    if (!isNamespaceError(error)) throw error;
    printLine(what);
    printLine(`  ${colors.red(`${error.name} (${error.code})`)} ${error.message}`);
    return;
  }
  throw new InvalidInputError(`Nothing refused ${what}.`);
}
