/** The namespace dialect follows the protocol's document; the remote dialect is that of LanceDB's `connect("db://…")`. */
export type Dialect = "namespace" | "remote";

/**
 * Detects the dialect of a request by what only the remote client sends: its `User-Agent`, the headers for a table that
 * it has written before, and, where a program sets a `User-Agent` of its own, the trailing slash of a table's route together
 * with a database. A namespace client that was created from a remote connection sends the headers of that connection, but also the
 * default delimiter, which the remote client never sends. `x-lancedb-database` alone decides nothing, since a federation needs it
 * from every client.
 */
export function dialectOf(headers: Headers, { pathname, searchParams }: URL): Dialect {
  if (searchParams.get("delimiter") === "$") return "namespace";
  const isRemote =
    /^LanceDB-[\w-]+-Client\//i.test(headers.get("user-agent") ?? "") ||
    remoteHeaders.some((name) => headers.has(name)) ||
    (headers.has("x-lancedb-database") && pathname.includes("/v1/table/") && pathname.endsWith("/"));
  return isRemote ? "remote" : "namespace";
}

// Namespace clients also send x-lancedb-min-timestamp and x-lancedb-user-id, so these are not in the list.
const remoteHeaders = ["x-lancedb-min-version", "x-lancedb-min-read-version"];
