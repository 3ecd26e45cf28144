import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Operation } from "../../src/model/effect.ts";
import { createNamespace } from "../../src/operations/create-namespace.ts";
import { createTable } from "../../src/operations/create-table.ts";
import { dropNamespace } from "../../src/operations/drop-namespace.ts";
import { removeTable } from "../../src/operations/drop-table.ts";
import type { OperationContext } from "../../src/operations/operation-context.ts";
import { registerTable } from "../../src/operations/register-table.ts";
import { renameTable } from "../../src/operations/rename-table.ts";
import { namespaceRow, tableRow, writeManifestRows } from "./manifest-rows.ts";
import { writeTable } from "./rows.ts";

/** A mutating operation on the catalog that `prepare` makes. */
export interface TestedOperation {
  readonly name: string;
  readonly start: (context: OperationContext) => Operation<unknown>;
  /** What a new table holds; absent where the operation writes no data. */
  readonly ids?: readonly number[];
  /** The folder is empty before; otherwise it is what `prepare` makes. */
  readonly first?: boolean;
}

const own = "0123456789abcdef_";

/**
 * Namespaces a, a$b, a$empty, z; tables t at the root and in a and a$b; declared ones d, a$d and stray; hidden, which is
 * deregistered; lost/x without a name; and by other clients v1, and n$m$t below nothing. Rows and folders as this library
 * and others leave them, in one commit.
 */
export async function prepare(root: string): Promise<void> {
  const made = (id: string): Record<string, string> => ({ made: id });
  await writeManifestRows(root, [
    ...["a", "a$b", "a$empty", "z"].map((id) => namespaceRow(id, made(id))),
    tableRow("t", "t.lance", JSON.stringify(made("t"))),
    ...["a$t", "a$b$t"].map((id) => tableRow(id, `${own}${id}`, JSON.stringify(made(id)))),
    tableRow("d", "d.lance"),
    tableRow("a$d", `${own}a$d`),
    tableRow("n$m$t", "0a1b2c3d_n$m$t"),
  ]);
  const written = [
    "t.lance",
    `${own}a$t`,
    `${own}a$b$t`,
    "hidden.lance",
    "v1.lance",
    "lost/x",
    "0a1b2c3d_n$m$t",
  ];
  for (const [index, location] of written.entries()) await writeTable(join(root, location), [index, 100]);
  await writeFile(join(root, "hidden.lance", ".lance-deregistered"), "");
  for (const location of ["d.lance", `${own}a$d`, "stray.lance"]) {
    await mkdir(join(root, location));
    await writeFile(join(root, location, ".lance-reserved"), "");
  }
}

const properties = { new: "1" };

function namespace(id: string, mode: "create" | "exist_ok" | "overwrite"): TestedOperation {
  const start: TestedOperation["start"] = (context) => createNamespace(context, { id, mode, properties });
  return { name: `createNamespace ${id}, ${mode}`, start };
}

function table(id: string, mode: "create" | "exist_ok" | "overwrite"): TestedOperation {
  return {
    name: `createTable ${id}, ${mode}`,
    start: (context) => createTable(context, { id, mode, properties, declare: false }),
    ids: [7, 8],
  };
}

function declared(id: string): TestedOperation {
  return {
    name: `declareTable ${id}`,
    start: (context) => createTable(context, { id, mode: "create", properties, declare: true }),
  };
}

function drop(id: string, behavior: "restrict" | "cascade"): TestedOperation {
  return {
    name: `dropNamespace ${id}, ${behavior}`,
    start: (context) => dropNamespace(context, { id, behavior }),
  };
}

function removal(id: string, keepData: boolean): TestedOperation {
  return {
    name: `${keepData ? "deregisterTable" : "dropTable"} ${id}`,
    start: (context) => removeTable(context, { id, keepData }),
  };
}

function rename(from: string, to: string): TestedOperation {
  return { name: `renameTable ${from} ${to}`, start: (context) => renameTable(context, { from, to }) };
}

function registration(id: string, location: string, mode: "create" | "overwrite"): TestedOperation {
  return {
    name: `registerTable ${id} ${location}, ${mode}`,
    start: (context) => registerTable(context, { id, location, mode, properties }),
  };
}

/** Every mutating operation, at the root, below namespaces, and on what other clients made. */
export const operations: readonly TestedOperation[] = [
  { ...namespace("new", "create"), name: "the first createNamespace", first: true },
  { ...table("new", "create"), name: "the first createTable", first: true },
  namespace("new", "create"),
  namespace("a$new", "exist_ok"),
  namespace("n$m", "create"),
  namespace("n$m$new", "create"),
  namespace("a", "overwrite"),
  namespace("n$m", "overwrite"),
  drop("a$empty", "restrict"),
  drop("a", "cascade"),
  drop("n", "cascade"),
  table("new", "create"),
  table("a$new", "create"),
  table("n$m$new", "create"),
  table("hidden", "create"),
  table("d", "create"),
  table("a$d", "create"),
  table("stray", "create"),
  table("t", "overwrite"),
  table("a$t", "overwrite"),
  table("v1", "overwrite"),
  table("n$m$t", "overwrite"),
  declared("new"),
  declared("a$new"),
  registration("new", "lost/x", "create"),
  registration("a$t", "lost/x", "overwrite"),
  registration("t", "lost/x", "overwrite"),
  registration("hidden", "hidden.lance", "create"),
  removal("t", false),
  removal("v1", false),
  removal("a$t", false),
  removal("n$m$t", false),
  removal("t", true),
  removal("v1", true),
  removal("a$t", true),
  rename("t", "new"),
  rename("v1", "new"),
  rename("t", "z$new"),
  rename("a$t", "new"),
  rename("a$t", "z$new"),
  rename("n$m$t", "z$new"),
  rename("a$t", "n$m$new"),
];
