import type { CommitEffect } from "./effect.ts";
import { ancestorsOf } from "./object-id.ts";
import { encodeMetadata } from "./row.ts";

/**
 * Steps of several callers that become one commit. It must be as if they had been made one after the other with nobody
 * looking in between, although everybody judges their marks by the one version that all of them made. So:
 *
 * - No step's rows are, or stand above or below, another's. What a mark means, and what a caller reads out of the version
 *   that its step made, depends on the rows above and below its own alone; in any order of the steps those are the same
 *   as in the version that all of them made.
 * - Steps that only take a mark off are bound by less: no two on one row. They mean nothing by themselves and are never
 *   judged, so that they can count as made before all the others.
 * - Steps of one kind only: Lance has no commit that inserts some rows and compares others without putting back such as
 *   somebody has removed meanwhile.
 * - A rename's mark is judged by the version before, which is as good for all: no other step touches what is related to
 *   either of its two names.
 * - `clear` stands alone: it is bounded by the version that it was planned on, and speaks of rows that it does not name.
 */
export class GroupCommit {
  #kind: Kind | undefined;
  readonly #ids = new Set<string>();
  readonly #above = new Set<string>();

  /** Takes the step in if it may share this commit with those that are there. */
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
    if (kind === "open") return true;
    return !ids.some((id) => this.#above.has(id) || ancestorsOf(id).some((above) => this.#ids.has(above)));
  }
}

/** Whether the step only takes a mark off: the row stays what it was. */
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

type Kind = "insert" | "open" | "set" | "delete" | "rename" | "alone";

function kindOf(effect: CommitEffect): Kind {
  if (effect.effect === "delete-below") return "alone";
  if (effect.effect === "replace") return clearsIntent(effect) ? "open" : "set";
  return effect.effect;
}

function idsOf(effect: CommitEffect): string[] {
  if (effect.effect === "insert") return effect.rows.map(({ id }) => id);
  return effect.effect === "rename" ? [effect.row.id, effect.arriving.id] : [effect.row.id];
}
