import { fileURLToPath } from "node:url";
import { InvalidInputError } from "@lancetree/core";
import { connectNamespace } from "./connect-namespace.ts";
import { type NamespaceConnectionOptions, validateConnectionOptions } from "./connection-options.ts";
import type { NamespaceConnection } from "./namespace-connection.ts";
import type { RestConfiguration } from "./rest-configuration.ts";

/** The options of a connection, and how to log in where the URI leads to a server. */
export interface ConnectOptions
  extends NamespaceConnectionOptions,
    Pick<RestConfiguration, "apiKey" | "headers"> {}

/**
 * Connects by URI: a path, `file://`, `s3://`, `gs://` or `az://` to the Directory Catalog there, `http(s)://` to a
 * REST catalog.
 *
 * Rejects with InvalidInput (13) for anything else, for `apiKey` and `headers` where no server is, and as
 * `connectNamespace` does.
 */
export async function connect(uri: string, given: ConnectOptions = {}): Promise<NamespaceConnection> {
  if (typeof uri !== "string" || uri === "") throw unsupported("It must be a non-empty text.");
  validateConnectionOptions(given, ["apiKey", "headers"]);
  const { apiKey, headers, ...options } = given;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.[1]?.toLowerCase();
  if (scheme === "http" || scheme === "https") {
    return connectNamespace("rest", { uri, apiKey, headers }, options);
  }
  for (const [key, value] of Object.entries({ apiKey, headers })) {
    if (value !== undefined) throw new InvalidInputError(`"${key}" is for http:// and https:// only.`);
  }
  switch (scheme) {
    case undefined:
      return connectNamespace("dir", { root: uri }, options);
    case "file":
      return connectNamespace("dir", { root: toPath(uri) }, options);
    case "s3":
    case "gs":
    case "az":
      return connectNamespace("dir", { root: uri }, options);
    default:
      throw unsupported(`"${scheme}://" is not among them.`);
  }
}

function toPath(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (error) {
    throw new InvalidInputError("A file:// URI must hold an absolute path on this machine.", {
      cause: error,
    });
  }
}

function unsupported(remark: string): InvalidInputError {
  return new InvalidInputError(
    `Connect to a path or a URI with file://, s3://, gs://, az://, http:// or https://. ${remark}`,
  );
}
