/** The namespace dialect is the protocol's document; the remote dialect is what `connect("db://…")` speaks. */
export type Dialect = "namespace" | "remote";

/**
 * Tells which dialect a request is in, by what only the remote client sends: its `User-Agent`, the headers of a table that
 * was written before, and, where a program set a `User-Agent` of its own, the slash at the end of a table's route together
 * with a database. A namespace client made from a remote connection sends the headers of that connection, but also the
 * default delimiter, which the remote client never does. `x-lancedb-database` alone says nothing: a federation needs it
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

// x-lancedb-min-timestamp and x-lancedb-user-id are not among them: namespace clients send them, too.
const remoteHeaders = ["x-lancedb-min-version", "x-lancedb-min-read-version"];
