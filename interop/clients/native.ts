/** A process with one native client: `native.ts <folder in which it is installed>`. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type * as LanceDb from "@lancedb/lancedb";
import type * as Arrow from "apache-arrow";
import { type ClientMethods, clientMethods, type Path } from "./client.ts";
import { serve } from "./serve-functions.ts";

export type Target = "plain" | "rest" | "rest-pushdown" | "db" | Readonly<Record<string, string>>;

/** A database of a server, or the part of it below a prefix. */
export interface DatabaseAddress {
  readonly url: string;
  readonly dialect: "rest" | "db";
  readonly database: string;
  readonly prefix?: string;
  /** Headers in addition to those that choose the database. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the files, which clients of the dialect `rest` open themselves. */
  readonly storageOptions: Readonly<Record<string, string>>;
}

export interface NativeMethods extends ClientMethods {
  /**
   * Connects to a folder, in which the client finds root tables by folder name alone (`plain`), to a server in one of the two dialects
   * (`rest`, `db`), to a server that executes the queries (`rest-pushdown`, not in LanceDB for JavaScript), or, with properties, to
   * the catalog in a folder.
   */
  open(target: string, how?: Target): Promise<void>;
  /** Connects to a database that the server chooses by the headers of a request. */
  openDatabase(address: DatabaseAddress): Promise<void>;
  /** LanceDB for JavaScript cannot declare a table, so this is a create that fails between its row and its data. */
  declareTable(path: Path): Promise<void>;
  /** Creates and drops namespaces until `stopWriting`. */
  keepWriting(prefix: string): void;
  /** The number of writes, and the messages of the failed ones. */
  stopWriting(): Promise<{ writes: number; failures: string[] }>;
}

const require = createRequire(join(process.argv[2] ?? "", "package.json"));
const lancedb = require("@lancedb/lancedb") as typeof LanceDb;
const arrow = require("apache-arrow") as typeof Arrow;

let connection: LanceDb.Connection | undefined;
let writing: Promise<{ writes: number; failures: string[] }> | undefined;
let stopping = new AbortController();

function current(): LanceDb.Connection {
  if (connection === undefined) throw new Error("open() comes first");
  return connection;
}

const methods: NativeMethods = {
  ...clientMethods(current, lancedb.Index),
  async open(target, how = {}) {
    connection = await connect(target, how);
  },
  async openDatabase(address) {
    connection = await connectDatabase(address);
  },
  async declareTable(path) {
    const field = new arrow.Field("twice", new arrow.Int32());
    const outcome = await current()
      .createEmptyTable(path.at(-1) ?? "", new arrow.Schema([field, field]), path.slice(0, -1))
      .then(() => "created", String);
    if (!outcome.includes("Duplicate field name")) throw new Error(`expected a refused schema: ${outcome}`);
  },
  keepWriting(prefix) {
    stopping = new AbortController();
    writing = write(prefix, stopping.signal);
  },
  async stopWriting() {
    stopping.abort();
    return (await writing) ?? { writes: 0, failures: [] };
  },
};

async function connect(target: string, how: Target): Promise<LanceDb.Connection> {
  switch (how) {
    case "rest-pushdown":
      throw new Error("there is no such option");
    case "plain":
      return lancedb.connect(target);
    case "rest":
      return lancedb.connectNamespace("rest", { uri: target });
    case "db":
      return lancedb.connect("db://catalog", {
        apiKey: "key",
        region: "us-east-1",
        hostOverride: target,
        clientConfig: { retryConfig: { retries: 1 } },
      });
    default:
      return lancedb.connectNamespace("dir", { root: target, extraProperties: { ...how } });
  }
}

async function connectDatabase(address: DatabaseAddress): Promise<LanceDb.Connection> {
  const { url, dialect, database, prefix, headers, storageOptions } = address;
  if (dialect === "db") {
    return lancedb.connect(`db://${[database, ...(prefix === undefined ? [] : [prefix])].join("/")}`, {
      apiKey: "key",
      region: "us-east-1",
      hostOverride: url,
      clientConfig: { retryConfig: { retries: 1 }, extraHeaders: { ...headers } },
    });
  }
  const all = {
    "x-api-key": "key",
    "x-lancedb-database": database,
    ...(prefix !== undefined && { "x-lancedb-database-prefix": prefix }),
    ...headers,
  };
  const options = { storageOptions: { ...storageOptions } };
  const opened = await lancedb.connectNamespace("rest", { uri: url, headers: all }, options);
  // A table that is opened inherits the connection's options only where no catalog says where it is.
  const openTable = opened.openTable.bind(opened);
  opened.openTable = (name, path, own) => openTable(name, path, { ...options, ...own });
  return opened;
}

async function write(prefix: string, signal: AbortSignal): Promise<{ writes: number; failures: string[] }> {
  const failures: string[] = [];
  let writes = 0;
  for (; !signal.aborted; writes += 2) {
    // Without a pause, this writer would starve the others.
    await sleep(20 * Math.random());
    const path = [`${prefix}${writes}`];
    await methods
      .createNamespace(path)
      .then(() => methods.dropNamespace(path))
      .catch((error: unknown) => failures.push(String(error).slice(0, 300)));
  }
  return { writes, failures };
}

serve({ ...methods });
