/**
 * A mark says that an operation on this row was decided but its tidying has not ended. It stands in a hidden
 * property of the row and has no meaning of its own: it means what the snapshot of the very version that wrote
 * it says. See docs/decisions/0005-catalog-protocol.md.
 *
 * - `since`: the row was born here; rows of ours that stood below it before do not belong to it.
 * - `drop`:  a restrict drop; it took effect only if nothing existed below at its version.
 * - `dead`:  the row and everything below it are gone.
 * - `purge`: a namespace was overwritten: the row exists, nothing below it does.
 * - `swap`:  a root table was overwritten: its new data still lies elsewhere.
 * - `in`, `out`: the two ends of a rename.
 * - `free`:  a root table was deregistered; its folder still has to say so.
 * - `adopt`: no row yet: a place held for a root table that stands by its folder alone, so that it can be changed.
 */
export type IntentState =
  | "created"
  | "drop-if-empty"
  | "tombstone"
  | "truncate"
  | "replace-data"
  | "rename-to"
  | "rename-from"
  | "deregister"
  | "placeholder";

export interface Intent {
  readonly state: IntentState;
  /** Random, unique for the attempt that wrote the mark; rows written in one commit share it. */
  readonly token: string;
  /** The version that the writer had read: the mark's own version is the first later one that shows the token. */
  readonly base: number;
  /** Folder in which the table's data lies until it has been moved to the row's location. */
  readonly folder?: string | undefined;
}

/** The hidden property that carries the mark. Other clients see an ordinary property for some milliseconds. */
export const intentProperty = "lancetree.intent";

const pattern =
  /^(created|drop-if-empty|tombstone|truncate|replace-data|rename-to|rename-from|deregister|placeholder):([0-9a-f]+)@(\d+)(?:>(.+))?$/s;

export function formatIntent(intent: Intent): string {
  const folder = intent.folder === undefined ? "" : `>${intent.folder}`;
  return `${intent.state}:${intent.token}@${intent.base}${folder}`;
}

/** Undefined for text that is not one of our marks: a foreign property of that name is left alone. */
export function parseIntent(text: string): Intent | undefined {
  const [, state, token, base, folder] = pattern.exec(text) ?? [];
  if (state === undefined || token === undefined) return undefined;
  return { state: state as IntentState, token, base: Number(base), folder };
}

/** What a mark means, fixed for ever by the snapshot of the version that wrote it. */
export interface Resolution {
  /** `drop`, `in`, `out`: whether the operation took effect. True for the rest. */
  readonly tookEffect: boolean;
  /** `out`: the merge put the row back after somebody had removed it. */
  readonly resurrected: boolean;
  /** `since`: identities of the rows below that do not belong to the newborn. */
  readonly masks: ReadonlySet<string>;
  /** `dead`, `purge` and an effective `drop`: all rows below, which go with it, by id, and the folders of each. */
  readonly deletes: ReadonlyMap<string, readonly string[]>;
}

export function resolutionKey(id: string, intent: Intent): string {
  return `${intent.state}:${intent.token} ${id}`;
}

export function isDeletedBy(resolution: Resolution | undefined, intent: Intent | undefined): boolean {
  if (intent === undefined) return false;
  if (intent.state === "tombstone" || intent.state === "deregister") return true;
  if (resolution === undefined) return false;
  if (intent.state === "drop-if-empty") return resolution.tookEffect;
  if (intent.state === "rename-to") return !resolution.tookEffect;
  return intent.state === "rename-from" && (resolution.tookEffect || resolution.resurrected);
}
