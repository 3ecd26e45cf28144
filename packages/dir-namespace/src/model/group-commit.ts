import type { CommitEffect } from "./effect.ts";
import { ancestorsOf } from "./object-id.ts";
import { encodeMetadata } from "./row.ts";

/**
 * The effects of several callers that share one commit. The result must be as if each had its own commit and no reader had seen the
 * versions in between, although all their intents are resolved by the one version that all of them made. Therefore:
 *
 * - The rows of one effect are not the rows of another, and neither above nor below them. An intent's resolution, and what a caller
 *   reads from the version that its effect made, depend only on the row itself and on the rows above and below it. In any order of
 *   the effects those rows are the same as in the version that all effects made.
 * - Effects that only clear an intent are less restricted: no two of them on one row. They mean nothing by themselves and are never
 *   resolved, so that they can be taken as made before all the others.
 * - All effects are of one kind: Lance has no commit that inserts some rows and compares others without restoring rows that another
 *   client has removed meanwhile.
 * - A rename's intents are resolved by the version before, which works for a group as well: no other effect concerns rows related
 *   to either of its two names.
 * - A replacement that leaves a row without a token is always alone: another process that makes the same change writes the same row, so
 *   that the row in a version does not show whose commit it was. For one such effect that makes no difference.
 * - `delete-below` is always alone: it is bounded by the version that it was planned on, and concerns rows that it does not name.
 */
export class GroupCommit {
  #kind: Kind | undefined;
  readonly #ids = new Set<string>();
  readonly #above = new Set<string>();

  /** Adds the effect if it may share this commit with those added before. */
  add(effect: CommitEffect): boolean {
    const kind = kindOf(effect);
    if (this.#kind !== undefined && (kind !== this.#kind || kind === "alone")) return false;
    const ids = idsOf(effect);
    if (!this.#isApart(kind, ids)) return false;
    this.#kind = kind;
    for (const id of ids) {
      this.#ids.add(id);
      for (const ancestor of ancestorsOf(id)) this.#above.add(ancestor);
    }
    return true;
  }

  #isApart(kind: Kind, ids: readonly string[]): boolean {
    if (ids.some((id) => this.#ids.has(id))) return false;
    if (kind === "clear-intent") return true;
    return !ids.some((id) => this.#above.has(id) || ancestorsOf(id).some((above) => this.#ids.has(above)));
  }
}

/** Whether the effect only clears an intent and leaves the rest of the row as it was. */
export function clearsIntent(effect: CommitEffect): effect is Extract<CommitEffect, { effect: "replace" }> {
  if (effect.effect !== "replace" || effect.row.intent === undefined || effect.next.intent !== undefined)
    return false;
  const { row, next } = effect;
  return (
    next.id === row.id &&
    next.kind === row.kind &&
    next.location === row.location &&
    (next.properties === row.properties ||
      encodeMetadata(next) === encodeMetadata({ ...row, intent: undefined }))
  );
}

type Kind = "insert" | "clear-intent" | "replace" | "delete" | "rename" | "alone";

function kindOf(effect: CommitEffect): Kind {
  if (effect.effect === "delete-below") return "alone";
  if (effect.effect !== "replace") return effect.effect;
  const isClearing: boolean = clearsIntent(effect);
  if (isClearing) return "clear-intent";
  return changesPropertiesOnly(effect) ? "alone" : "replace";
}

function changesPropertiesOnly({ row, next }: Extract<CommitEffect, { effect: "replace" }>): boolean {
  return next.intent === undefined && next.location === row.location;
}

function idsOf(effect: CommitEffect): string[] {
  if (effect.effect === "insert") return effect.rows.map(({ id }) => id);
  return effect.effect === "rename" ? [effect.row.id, effect.arriving.id] : [effect.row.id];
}
