import type { Namespace } from "@lancetree/core";
import type { TableEngine } from "@lancetree/tables";
import type { NamespaceConnection } from "./namespace-connection.ts";

/** What a connection is made of. */
export interface NamespaceConnectionParts {
  namespace: Namespace;
  /** Closed with the connection. */
  engine: TableEngine;
  /** What `display()` says; holds no secret. */
  description: string;
  /** Whether the namespace does the operations on data itself, as a server does; otherwise LanceDB does them here. */
  worksOnData?: boolean | undefined;
  /** The engine's own, for a namespace that works on data. */
  storageOptions?: Record<string, string> | undefined;
  /** Closes the namespace, where the connection owns it. */
  closeNamespace?: (() => Promise<void>) | undefined;
  /** The connection that this one is a part of, and the names that lead from its root to the root of this one. */
  within?: { readonly whole: NamespaceConnection; readonly root: readonly string[] } | undefined;
}
