import { InvalidInputError, refuseProtection } from "@lancetree/core";

/**
 * An intent says that a change of this row is committed and not completed. It is stored in a hidden property of the row. What an
 * intent did, its resolution, follows from the snapshot that wrote it: see `resolve-intent.ts` and
 * docs/decisions/0005-catalog-protocol.md.
 *
 * - `created`: the row is new; rows of Lancetree that were below it before do not belong to it.
 * - `drop-if-empty`: a restrict drop; it took effect only if nothing existed below at its version.
 * - `tombstone`: the row and everything below it are dropped.
 * - `truncate`: a namespace was overwritten: the row exists, nothing below it does.
 * - `replace-data`: a root table was overwritten: its new data is still in another folder.
 * - `rename-to`, `rename-from`: the two ends of a rename.
 * - `deregister`: a root table was deregistered; its folder still needs the marker.
 * - `placeholder`: not a table yet. The row reserves the name of a root table that exists by its folder alone, so that a change
 *   of that table can compare-and-set.
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
  /** Random, unique for the attempt that wrote the intent; rows written in one commit share it. */
  readonly token: string;
  /** The version that the writer had read. The intent was written by the first later version that has its token. */
  readonly base: number;
  /** The folder that holds the table's data until it has been moved to the row's location. */
  readonly folder?: string | undefined;
}

/** The hidden property that stores the intent. Other clients see an ordinary property for some milliseconds. */
export const intentProperty = "lancetree.intent";

const pattern =
  /^(created|drop-if-empty|tombstone|truncate|replace-data|rename-to|rename-from|deregister|placeholder):([0-9a-f]+)@(\d+)(?:>(.+))?$/s;

export function formatIntent(intent: Intent): string {
  const folder = intent.folder === undefined ? "" : `>${intent.folder}`;
  return `${intent.state}:${intent.token}@${intent.base}${folder}`;
}

/** Undefined for a string that is not an intent: a property of that name that another client wrote is left alone. */
export function parseIntent(value: string): Intent | undefined {
  const [, state, token, base, folder] = pattern.exec(value) ?? [];
  if (state === undefined || token === undefined) return undefined;
  return { state: state as IntentState, token, base: Number(base), folder };
}

/** What an intent did. It follows from the snapshot that wrote the intent and never changes. */
export interface Resolution {
  /** `drop-if-empty`, `rename-to`, `rename-from`: whether the change took effect. True for the rest. */
  readonly tookEffect: boolean;
  /** `rename-from`: the merge put the row back after another process had removed it. */
  readonly resurrected: boolean;
  /** `created`: identities of the rows below that do not belong to the new row, so that readers must not see them. */
  readonly masks: ReadonlySet<string>;
  /** `tombstone`, `truncate` and a `drop-if-empty` that took effect: the ids below that are deleted, with the folders of each. */
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

/**
 * Rejects with InvalidInput if the properties of a request contain the hidden property, or the one that protects objects elsewhere: native
 * clients can drop the object all the same.
 */
export function checkedProperties(
  properties: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  refuseProtection(properties);
  assertNotReserved(Object.keys(properties));
  return properties;
}

/** Rejects with InvalidInput if the hidden property is among the names. */
export function assertNotReserved(names: readonly string[]): void {
  if (names.includes(intentProperty))
    throw new InvalidInputError(`The property ${JSON.stringify(intentProperty)} is reserved.`);
}
