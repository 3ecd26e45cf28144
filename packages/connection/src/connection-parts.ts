import type { Namespace } from "@lancetree/core";
import type { TableEngine } from "@lancetree/tables";

/** The parts of a connection. */
export interface NamespaceConnectionParts {
  namespace: Namespace;
  /** The connection closes it. */
  engine: TableEngine;
  /** The result of `display()`; contains no secret. */
  description: string;
  /** Whether the namespace executes operations on data itself, as a server does; otherwise LanceDB executes them in this process. */
  handlesData?: boolean | undefined;
  /** The engine's storage options, for a namespace that executes operations on data. */
  storageOptions?: Record<string, string> | undefined;
  /** Closes the namespace, if the connection owns it. */
  closeNamespace?: (() => Promise<void>) | undefined;
}
