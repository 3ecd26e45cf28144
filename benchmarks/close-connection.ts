import type { Connection } from "@lancedb/lancedb";

/** Closes a connection of either library. Ours also completes its work in the background, which the native one does not have. */
export async function closeConnection(connection: Connection): Promise<void> {
  if (Symbol.asyncDispose in connection) {
    await (connection as Connection & AsyncDisposable)[Symbol.asyncDispose]();
  } else connection.close();
}
