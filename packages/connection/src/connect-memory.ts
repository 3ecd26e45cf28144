import { connectNamespace } from "./connect-namespace.ts";
import type { NamespaceConnection } from "./namespace-connection.ts";
import type { NamespaceConnectionOptions } from "./options/connection-options.ts";
import { temporaryRoot } from "./temporary-root.ts";

/** Connects to a Directory Catalog in a temporary folder that the connection owns. */
export async function connectMemory(
  configuration: { manifestEnabled?: boolean },
  options: NamespaceConnectionOptions,
): Promise<NamespaceConnection> {
  const { root, remove } = await temporaryRoot();
  try {
    const connection = await connectNamespace("dir", { root, ...configuration }, options);
    connection.onClosed(remove);
    return connection;
  } catch (error) {
    await remove();
    throw error;
  }
}
