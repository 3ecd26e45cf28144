import type { Namespace } from "@lancetree/core";
import type { ChooseNamespace } from "@lancetree/rest-server";

/** What a server serves. */
export interface ServedSource {
  readonly target: Namespace | ChooseNamespace;
  /** For whoever starts the server. */
  readonly description: string;
  /** Texts that must not show up anywhere. */
  readonly secrets: () => readonly string[];
  /** Files that say what is served; `reload` is called when they change. */
  readonly files: readonly string[];
  /** Rejects while requests cannot be answered. */
  readonly probe: () => Promise<void>;
  /** Reads its files again. Rejects, and goes on with what it had, when they are not valid. */
  readonly reload: () => Promise<void>;
  /** Finishes commits that are under way. */
  readonly close: () => Promise<void>;
}
