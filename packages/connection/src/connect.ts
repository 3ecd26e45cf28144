import { fileURLToPath } from "node:url";
import type { Session } from "@lancedb/lancedb";
import { InvalidInputError } from "@lancetree/core";
import { connectMemory } from "./connect-memory.ts";
import { connectNamespace } from "./connect-namespace.ts";
import type { NamespaceConnection } from "./namespace-connection.ts";
import { type NamespaceConnectionOptions, validateConnectionOptions } from "./options/connection-options.ts";
import {
  type HeaderSource,
  type ServerOptions,
  serverKeys,
  toRestOptions,
} from "./options/server-options.ts";

/**
 * The options of `connect`, with the names of LanceDB's `ConnectionOptions`. Those of `ServerOptions` apply to URIs of
 * servers.
 */
export interface ConnectOptions extends NamespaceConnectionOptions, ServerOptions {
  /**
   * For a folder or a bucket: whether it may contain namespaces; default true. If false, only the tables of the root
   * can be used, and every operation on namespaces rejects with Unsupported (0).
   */
  manifestEnabled?: boolean | undefined;
}

/**
 * Connects by URI: a path, `file://`, `s3://`, `az://`, `abfss://` or `gs://` to the Directory Catalog there, `http(s)://` to a
 * REST catalog, `db://database` to the server at `hostOverride`. `memory://` is a catalog for this connection only, in
 * a temporary folder that is deleted by `close()` or at the end of the process.
 *
 * Rejects with InvalidInput (13) for any other URI and for options that do not apply to it, with
 * Unsupported (0) for LanceDB Cloud, and as `connectNamespace` does.
 *
 * @param session - LanceDB's caches; the same as the option `session`
 * @param headers - additional headers for a server: an object, a function, or one of LanceDB's header providers
 */
export function connect(
  uri: string,
  options?: ConnectOptions,
  session?: Session,
  headers?: HeaderSource,
): Promise<NamespaceConnection>;
/** As above, with the URI among the options. */
export function connect(options: ConnectOptions & { uri: string }): Promise<NamespaceConnection>;
export async function connect(
  uriOrOptions: string | (ConnectOptions & { uri: string }),
  more: ConnectOptions = {},
  session?: Session,
  headers?: HeaderSource,
): Promise<NamespaceConnection> {
  if (typeof uriOrOptions === "object" && uriOrOptions !== null) {
    const { uri, ...options } = uriOrOptions;
    return connect(uri, options);
  }
  const uri: unknown = uriOrOptions;
  if (typeof uri !== "string" || uri === "") throw unsupported("It must be a non-empty string.");
  validateConnectionOptions(more, ["manifestEnabled", ...serverKeys]);
  const merged = { ...more, ...(session && { session }), ...(headers && { headers }) };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === "http" || scheme === "https" || scheme === "db") return connectServer(uri, merged);
  const { manifestEnabled, ...options } = merged;
  for (const key of serverKeys) {
    if (options[key] !== undefined) {
      throw new InvalidInputError(`"${key}" is for http://, https:// and db:// only.`);
    }
  }
  const manifest = manifestEnabled === undefined ? {} : { manifestEnabled };
  switch (scheme) {
    case undefined:
    case "s3":
    case "gs":
    case "az":
    case "abfss":
      return connectNamespace("dir", { root: uri, ...manifest }, options);
    case "file":
      return connectNamespace("dir", { root: toPath(uri), ...manifest }, options);
    case "memory":
      return connectMemory(manifest, options);
    default:
      throw unsupported(`"${scheme}://" is not supported.`);
  }
}

function connectServer(uri: string, options: ConnectOptions): Promise<NamespaceConnection> {
  const {
    manifestEnabled,
    readConsistencyInterval,
    storageOptions,
    session,
    namespaceClientProperties,
    ...server
  } = options;
  if (manifestEnabled !== undefined) {
    throw new InvalidInputError('"manifestEnabled" is for a folder or a bucket only.');
  }
  const connection = { readConsistencyInterval, storageOptions, session, namespaceClientProperties };
  return connectNamespace("rest", toRestOptions(uri, server), connection);
}

function toPath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (error) {
    throw new InvalidInputError("A file:// URI must contain an absolute path on this machine.", {
      cause: error,
    });
  }
}

function unsupported(remark: string): InvalidInputError {
  return new InvalidInputError(
    `Connect to a path or a URI with file://, s3://, az://, abfss://, gs://, memory://, http://, https:// or db://. ${remark}`,
  );
}
