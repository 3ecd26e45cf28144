import { groupBy } from "../statistics.ts";
import type { Run, Work } from "./comparisons.ts";
import { type RunSummary, summarizeRuns, sumOf } from "./summary.ts";

/** A bound, and whether the measured value is within it. */
export interface Target {
  readonly words: string;
  readonly isMet: boolean;
}

/** One kind of work at one size and delay. */
export interface Line {
  readonly work: Work;
  readonly objects: number;
  readonly delayMs: number;
  readonly own: RunSummary;
  /** Undefined where native clients were not measured, or have no such operation. */
  readonly native: RunSummary | undefined;
  readonly roundsTarget: Target | undefined;
  readonly timeTarget: Target | undefined;
  /** Set when Lancetree makes more requests than it may. */
  readonly failure?: string;
}

export function linesOf(runs: readonly Run[]): Line[] {
  const groups = groupBy(runs, ({ work, objects, delayMs }) => `${work.name} ${objects} ${delayMs}`);
  return [...groups.values()].flatMap((group) => {
    const of = (library: Run["library"]): RunSummary | undefined =>
      summarizeRuns(group.filter((run) => run.library === library));
    const own = of("lancetree");
    return own === undefined ? [] : [lineOf(group[0], own, of("native"))];
  });
}

function lineOf({ work, objects, delayMs }: Run, own: RunSummary, native: RunSummary | undefined): Line {
  const requests = sumOf(own.until) + sumOf(own.after);
  return {
    work,
    objects,
    delayMs,
    own,
    native,
    roundsTarget: roundsTarget(work, own, native),
    timeTarget: native && timeTarget(work, delayMs, own, native),
    ...(requests > work.maxRequests && {
      failure: `${work.name}: ${requests.toFixed(1)} requests for a call, at most ${work.maxRequests} are allowed.`,
    }),
  };
}

function roundsTarget(
  { task, callers, staleness }: Work,
  own: RunSummary,
  native: RunSummary | undefined,
): Target | undefined {
  if (task.startsWith("describe") || task.startsWith("list")) {
    const max = staleness > 0 ? 0 : 1;
    return { words: `≤ ${max} ${max === 1 ? "request" : "requests"}`, isMet: own.medianRequests <= max };
  }
  const isCompared = task === "open-table" || (task === "create-namespace" && callers === 1);
  if (!isCompared || own.rounds === undefined || native?.rounds === undefined) return undefined;
  return { words: `≤ ${native.rounds} rounds`, isMet: own.rounds <= native.rounds };
}

/** Creations by 64 callers have a target at 30 ms. */
function timeTarget(
  { task, callers }: Work,
  delayMs: number,
  own: RunSummary,
  native: RunSummary,
): Target | undefined {
  if (task !== "create-namespace" || callers !== 64 || delayMs !== 30) return undefined;
  return { words: "≥ 30×, ≤ 10 ms", isMet: own.ms.median <= 10 && native.ms.median / own.ms.median >= 30 };
}
