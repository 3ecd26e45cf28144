/** The namespace dialect is the protocol's document; the remote dialect is what `connect("db://…")` speaks. */
export type Dialect = "namespace" | "remote";

/**
 * Tells by its headers which dialect a request is in. A namespace client made from a remote connection sends the
 * headers of that connection, but also the default delimiter, which the remote client never does. Other namespace clients
 * say with such headers which database they mean.
 */
export function dialectOf(headers: Headers, query: URLSearchParams): Dialect {
  if (query.get("delimiter") === "$") return "namespace";
  if (/^LanceDB-[\w-]+-Client\//i.test(headers.get("user-agent") ?? "")) return "remote";
  if (query.has("delimiter")) return "namespace";
  return remoteHeaders.some((name) => headers.has(name)) ? "remote" : "namespace";
}

// x-lancedb-min-timestamp is not among them: namespace clients send it, too.
const remoteHeaders = [
  "x-lancedb-database",
  "x-lancedb-database-prefix",
  "x-lancedb-user-id",
  "x-lancedb-min-version",
  "x-lancedb-min-read-version",
];
