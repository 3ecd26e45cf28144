/** A process with Lancetree's connection. */
import { Index } from "@lancedb/lancedb";
import { connectNamespace, type NamespaceConnection } from "@lancetree/connection";
import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { type ClientMethods, clientMethods, type Path, type Properties } from "./client.ts";
import { type Crash, crash } from "./crash.ts";
import { type ManifestMethods, manifestMethods } from "./manifest.ts";
import { serve } from "./serve-functions.ts";

export interface LancetreeMethods extends ClientMethods, ManifestMethods {
  open(root: string): Promise<void>;
  /** Resolves when all operations of the connection have ended. */
  close(): Promise<void>;
  overwriteNamespace(path: Path, properties: Properties): Promise<void>;
  dropCascade(path: Path): Promise<void>;
  declareTable(path: Path): Promise<void>;
  deregisterTable(path: Path): Promise<void>;
  registerTable(path: Path, location: string): Promise<void>;
  overwriteTable(path: Path, rows: readonly Record<string, unknown>[]): Promise<void>;
  isDeclared(path: Path): Promise<boolean>;
  recover(): Promise<void>;
  /** Executes one operation and kills the process in it. */
  crash(crash: Crash): Promise<number>;
}

let connection: NamespaceConnection | undefined;
let root = "";

function current(): NamespaceConnection {
  if (connection === undefined) throw new Error("open() comes first");
  return connection;
}

const methods: LancetreeMethods = {
  ...clientMethods(current, Index),
  ...manifestMethods(() => root),
  async open(folder) {
    await connection?.[Symbol.asyncDispose]();
    root = folder;
    connection = await connectNamespace("dir", { root });
  },
  async close() {
    await connection?.[Symbol.asyncDispose]();
  },
  async overwriteNamespace(path, properties) {
    await current().createNamespace([...path], { mode: "overwrite", properties: { ...properties } });
  },
  async dropCascade(path) {
    await current().dropNamespace([...path], { behavior: "cascade" });
  },
  async declareTable(path) {
    await current().namespace.declareTable({ id: [...path] });
  },
  async deregisterTable(path) {
    await current().namespace.deregisterTable({ id: [...path] });
  },
  async registerTable(path, location) {
    await current().namespace.registerTable({ id: [...path], location });
  },
  async overwriteTable(path, rows) {
    const name = path.at(-1) ?? "";
    (await current().createTable(name, [...rows], path.slice(0, -1), { mode: "overwrite" })).close();
  },
  async isDeclared(path) {
    const response = await current().namespace.describeTable({ id: [...path], check_declared: true });
    return response.is_only_declared === true;
  },
  async recover() {
    // The connection has no such method, a namespace of its own does.
    await using namespace = new DirectoryNamespace({ root });
    await namespace.recover();
  },
  crash: (planned) => crash(root, planned),
};

serve({ ...methods });
