/** A backend of your own: it stores names and locations, and LanceDB stores the rows. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { connectNamespace } from "@lancetree/connection";
import { createMapNamespace } from "./map-namespace.ts";

const folder = await mkdtemp(`${tmpdir()}/lancetree-demo-`);
try {
  await using db = await connectNamespace(createMapNamespace(() => `${folder}/${crypto.randomUUID()}`));
  await db.createNamespace(["prod"], { mode: "exist_ok" });
  await db.createTable("user", [{ name: "alice" }, { name: "bob" }], ["prod"]);
  console.log(`prod/user holds ${await (await db.openTable("user", ["prod"])).countRows()} rows.`);
  await db.tableNames(["prod"]).catch((error: Error) => console.log(`${error.name}: ${error.message}`));
} finally {
  await rm(folder, { recursive: true });
}
