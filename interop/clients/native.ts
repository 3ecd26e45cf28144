/** A process with one native client: `native.ts <folder it is installed in>`. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type * as LanceDb from "@lancedb/lancedb";
import type * as Arrow from "apache-arrow";
import { type ClientMethods, clientMethods, type Path } from "./client.ts";
import { serve } from "./serve-functions.ts";

export type Target = "plain" | "rest" | "rest-pushdown" | "db" | Readonly<Record<string, string>>;

/** One of the databases behind a server, or what lies below a prefix in it. */
export interface DatabaseAddress {
  readonly url: string;
  readonly dialect: "rest" | "db";
  readonly database: string;
  readonly prefix?: string;
  /** Beside those that choose the database. */
  readonly headers: Readonly<Record<string, string>>;
  /** For the files, which clients of `rest` open themselves. */
  readonly storageOptions: Readonly<Record<string, string>>;
}

export interface NativeMethods extends ClientMethods {
  /**
   * `plain` connects to a folder and finds root tables by folder name alone, `rest` and `db` to a server in one of the
   * two dialects; `rest-pushdown`, which LanceDB for JavaScript does not have, lets the server carry out queries. Else to
   * the catalog in a folder, with properties.
   */
  open(target: string, how?: Target): Promise<void>;
  /** Connects to a database that a server tells from its others by the headers of a request. */
  openDatabase(address: DatabaseAddress): Promise<void>;
  /** The nearest that LanceDB for JavaScript has: a create that fails between its row and its data. */
  declareTable(path: Path): Promise<void>;
  /** Creates and drops namespaces until told to stop. */
  keepWriting(prefix: string): void;
  /** How many writes there were, and the texts of those that failed. */
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
    // A writer that never pauses leaves no room for anybody.
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
