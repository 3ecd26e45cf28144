import type { Namespace } from "@lancetree/core";
import type { TableEngine } from "@lancetree/tables";

/** What a connection is made of. */
export interface NamespaceConnectionParts {
  namespace: Namespace;
  /** Closed with the connection. */
  engine: TableEngine;
  /** The result of `display()`; contains no secret. */
  description: string;
  /** Whether the namespace executes operations on data itself, as a server does; otherwise LanceDB executes them in this process. */
  handlesData?: boolean | undefined;
  /** The engine's own, for a namespace that works on data. */
  storageOptions?: Record<string, string> | undefined;
  /** Closes the namespace, where the connection owns it. */
  closeNamespace?: (() => Promise<void>) | undefined;
}
