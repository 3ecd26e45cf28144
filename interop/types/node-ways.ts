/**
 * Sends every Arrow type in the ways that a program in Node has, and prints for each operation the version that it made, the rows that it
 * read, or what it was refused with. Settings come as JSON on the standard input: the address of a server and the folder of a catalog.
 */
import { readFileSync } from "node:fs";
import { connect, connectNamespace, type Connection as LanceConnection } from "@lancedb/lancedb";
import { joinBytes, openArrow, toStream } from "@lancetree/arrow";
import { isNamespaceError, type Namespace } from "@lancetree/core";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { RestNamespace } from "@lancetree/rest-client";
import { arrow, withTables } from "@lancetree/tables";

interface Settings {
  readonly url: string;
  readonly root: string;
  /** The streams by the names of the types, in base64. */
  readonly streams: Readonly<Record<string, string>>;
}

type Outcome = { version: number } | { rows: string } | { refused: string } | { wrong: string };

interface Way {
  create(table: string, stream: Uint8Array): Promise<Outcome>;
  schema(table: string): Promise<Outcome>;
  read(table: string): Promise<Outcome>;
  add(table: string, stream: Uint8Array): Promise<Outcome>;
  merge(table: string, stream: Uint8Array): Promise<Outcome>;
}

const settings: Settings = JSON.parse(readFileSync(0, "utf8"));

function lancetreeWay(namespace: Namespace): Way {
  const versionOf = async (id: string[]): Promise<Outcome> => ({
    version: (await namespace.describeTable({ id, load_detailed_metadata: true })).version ?? 0,
  });
  return {
    async create(table, data) {
      await namespace.createTable({ id: [table], data });
      return versionOf([table]);
    },
    schema: (table) => versionOf([table]),
    async read(table) {
      const { data } = await namespace.queryTable({ id: [table], k: 100 });
      return { rows: await base64(data) };
    },
    async add(table, data) {
      await namespace.insertIntoTable({ id: [table], data });
      return versionOf([table]);
    },
    async merge(table, data) {
      const how = { when_matched_update_all: true, when_not_matched_insert_all: true };
      await namespace.mergeInsertIntoTable({ id: [table], on: ["id"], data, ...how });
      return versionOf([table]);
    },
  };
}

/** LanceDB's own client, which reads and writes with apache-arrow. */
function theirs(connection: LanceConnection): Way {
  return {
    async create(name, stream) {
      const table = await connection.createTable(name, arrow.tableFromIPC(stream));
      return { version: await table.version() };
    },
    async schema(name) {
      await (await connection.openTable(name)).schema();
      return { version: 0 };
    },
    async read(name) {
      const rows = await (await connection.openTable(name)).query().limit(100).toArrow();
      return { rows: Buffer.from(arrow.tableToIPC(rows, "stream")).toString("base64") };
    },
    async add(name, stream) {
      return (await connection.openTable(name)).add(arrow.tableFromIPC(stream));
    },
    async merge(name, stream) {
      const merge = (await connection.openTable(name)).mergeInsert(["id"]);
      return merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute(arrow.tableFromIPC(stream));
    },
  };
}

async function base64(data: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of toStream(await openArrow(data))) chunks.push(chunk);
  return Buffer.from(joinBytes(chunks)).toString("base64");
}

/** @param client - of LanceDB: a failure without a response of the server is a limit of the client */
async function outcome(client: boolean, run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const done = await run();
    return "version" in done ? { version: done.version } : done;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (isNamespaceError(error, 0) || text.includes('"code":0')) return { refused: text };
    const isResponse = /"code":\d+|\b5\d\d [A-Z]/.test(text);
    return client && !isResponse ? { refused: `by the client: ${text}` } : { wrong: text.slice(0, 400) };
  }
}

async function runWay(name: string, way: Way, client: boolean): Promise<object> {
  const types: Record<string, object> = {};
  for (const [type, text] of Object.entries(settings.streams)) {
    const stream = Buffer.from(text, "base64");
    const table = `${name} ${type}`.replaceAll(/[^a-zA-Z0-9]/g, "_");
    const create = await outcome(client, () => way.create(table, stream));
    const done: Record<string, unknown> = { table, create };
    if ("version" in create) {
      done["schema"] = await outcome(client, () => way.schema(table));
      done["read"] = await outcome(client, () => way.read(table));
      done["add"] = await outcome(client, () => way.add(table, stream));
      if (type !== "zero columns") done["merge"] = await outcome(client, () => way.merge(table, stream));
    }
    types[type] = done;
  }
  return { root: name === "dir" ? settings.root : undefined, types };
}

const { url } = settings;
const directory = withTables(new DirectoryNamespace({ root: settings.root }));
const ways = {
  dir: await runWay("dir", lancetreeWay(directory), false),
  rest: await runWay("rest", lancetreeWay(new RestNamespace({ uri: url })), false),
  "db, Node": await runWay(
    "db, Node",
    theirs(await connect("db://dev", { apiKey: "key", hostOverride: url })),
    true,
  ),
  "rest, Node": await runWay("rest, Node", theirs(await connectNamespace("rest", { uri: url })), true),
};
const text = JSON.stringify(ways);
await directory.close();
process.stdout.write(text, () => process.exit(0));
