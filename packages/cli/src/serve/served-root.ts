import { DirectoryNamespace } from "@lancetree/dir-namespace";
import { prefixedNamespace, readPrefix } from "@lancetree/federation";
import type { ChosenNamespace } from "@lancetree/rest-server";
import { withTables } from "@lancetree/tables";
import type { ServedSource } from "./served-source.ts";

/**
 * Serves the catalog in a folder. Clients may name a database, as `db://` clients always do, and it means this one; a prefix
 * is kept to, as in a federation.
 */
export function serveRoot(root: string): ServedSource {
  const directory = new DirectoryNamespace({ root });
  const namespace = withTables(directory);
  return {
    target(headers): ChosenNamespace {
      const prefix = readPrefix(headers.get("x-lancedb-database-prefix"));
      return { namespace: prefix.length === 0 ? namespace : prefixedNamespace(namespace, prefix), prefix };
    },
    description: root,
    secrets: () => [],
    files: [],
    probe: async () => {
      await namespace.listNamespaces({ id: [], limit: 1 });
    },
    reload: async () => undefined,
    async close() {
      await namespace.close();
      await directory.close();
    },
  };
}
