/** Stands for LanceDB's own module in its suite: the same, but `connect` and `connectNamespace` lead to the chosen connection. */
import * as lancedb from "../../packages/connection/node_modules/@lancedb/lancedb/dist/index.js";
import { connectNamespace as connectLancetreeNamespace } from "../../packages/connection/src/index.ts";
import { type RestCatalog, serveDirectory } from "../../packages/connection/test/support/rest-catalog.ts";

export * from "../../packages/connection/node_modules/@lancedb/lancedb/dist/index.js";

type Options = Partial<lancedb.ConnectionOptions>;

const way = process.env["LANCEDB_WAY"] ?? "native";
const servers = new Map<string, Promise<RestCatalog>>();

/** One server for each folder, as long as the tests run. */
function serverOf(root: string): Promise<RestCatalog> {
  const known = servers.get(root) ?? serveDirectory(root);
  servers.set(root, known);
  return known;
}

export async function connect(
  uriOrOptions: string | (Options & { uri: string }),
  otherOptions: Options = {},
): Promise<lancedb.Connection> {
  const { uri, ...options } =
    typeof uriOrOptions === "string" ? { ...otherOptions, uri: uriOrOptions } : uriOrOptions;
  // What is not about a folder stays LanceDB's own.
  if (way === "native" || /^[a-z]+:\/\//.test(uri)) return lancedb.connect(uri, options);
  const { manifestEnabled, readConsistencyInterval, storageOptions, session, namespaceClientProperties } =
    options;
  const root = { root: uri, ...(manifestEnabled !== undefined && { manifestEnabled }) };
  const shared = {
    ...(readConsistencyInterval !== undefined && { readConsistencyInterval }),
    ...(storageOptions !== undefined && { storageOptions }),
    ...(session !== undefined && { session }),
  };
  const local = { ...shared, ...(namespaceClientProperties !== undefined && { namespaceClientProperties }) };
  if (way === "native-namespace") return lancedb.connectNamespace("dir", root, local);
  if (way === "dir") return connectLancetreeNamespace("dir", root, local);
  return connectLancetreeNamespace("rest", { uri: (await serverOf(uri)).uri }, shared);
}

export function connectNamespace(
  ...parameters: Parameters<typeof lancedb.connectNamespace>
): Promise<lancedb.Connection> {
  if (way === "native" || way === "native-namespace") return lancedb.connectNamespace(...parameters);
  return Reflect.apply(connectLancetreeNamespace, undefined, parameters);
}
