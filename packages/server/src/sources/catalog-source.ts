import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "@lancetree/rest-server";

/** What a server serves, opened. */
export interface CatalogSource {
  readonly target: Namespace | ChooseNamespace;
  /** For the operator: a root, or a number of databases. */
  readonly description: string;
  /** Strings that no log and no response may hold. */
  readonly secrets: () => readonly string[];
  /** Files that define what is served; the server calls `reload` when they change. */
  readonly files: readonly string[];
  /** Rejects while requests cannot be served. */
  readonly probe: () => Promise<void>;
  /** Reads the files again. Rejects, and keeps what it has, when they are not valid. */
  readonly reload: () => Promise<void>;
  /** Finishes commits under way and releases what the source has opened. */
  readonly close: () => Promise<void>;
}
