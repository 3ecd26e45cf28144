import { median, type Spread, spread } from "../statistics.ts";
import type { Run } from "./comparisons.ts";
import { type RequestKind, requestKinds, roundsOf, type SeenRequest } from "./requests.ts";

/** What the runs of all rounds say about a call. */
export interface RunSummary {
  /** Milliseconds of the median call of a round; for several callers, the elapsed time divided by the calls that succeeded. */
  readonly ms: Spread;
  /** Requests that a call waits for one after the other, the median. Undefined for several callers. */
  readonly rounds?: number;
  /** Requests of a call, the median; for several callers, all requests divided by the number of calls. */
  readonly medianRequests: number;
  /** The rounds of a call with that number of rounds. */
  readonly example?: readonly (readonly SeenRequest[])[];
  /** Requests until the call returns; for several callers, all requests divided by the number of calls. */
  readonly until: RequestCounts;
  /** Requests that the call leaves to the background. */
  readonly after: RequestCounts;
  readonly failed: number;
}

export type RequestCounts = ReadonlyMap<RequestKind, number>;

/** Undefined for no runs. All runs are of the same work. */
export function summarizeRuns(runs: readonly Run[]): RunSummary | undefined {
  const [first] = runs;
  if (first === undefined) return undefined;
  const summary = first.work.callers > 1 ? ofSeveralCallers(runs) : ofSingleCaller(runs);
  return { ...summary, failed: runs.reduce((sum, { outcome }) => sum + outcome.failed, 0) };
}

function ofSeveralCallers(runs: readonly Run[]): Omit<RunSummary, "failed"> {
  const calls = runs.reduce((sum, { outcome }) => sum + outcome.calls.length, 0);
  const beginOf = ({ outcome }: Run): number => Math.min(...outcome.calls.map(({ begin }) => begin));
  const all = runs.flatMap((run) => during(run, beginOf(run), run.outcome.closedAt + 1));
  return {
    ms: spread(runs.map((run) => (run.outcome.closedAt - beginOf(run)) / run.outcome.calls.length)),
    medianRequests: all.length / calls,
    until: countKinds(all, calls),
    after: new Map(),
  };
}

function ofSingleCaller(runs: readonly Run[]): Omit<RunSummary, "failed"> {
  const foreground = runs.flatMap((run) =>
    run.outcome.calls.map(({ begin, end }) => during(run, begin, end)),
  );
  const background = runs.flatMap((run) => {
    const { calls, closedAt } = run.outcome;
    return calls.flatMap(({ end }, index) => during(run, end, calls[index + 1]?.begin ?? closedAt + 1));
  });
  const rounds = foreground.map(roundsOf);
  const middle = Math.floor(median(rounds.map(({ length }) => length)));
  return {
    ms: spread(runs.map(({ outcome }) => median(outcome.calls.map(({ begin, end }) => end - begin)))),
    rounds: middle,
    medianRequests: median(foreground.map(({ length }) => length)),
    example: rounds.find(({ length }) => length === middle) ?? [],
    until: countKinds(foreground.flat(), foreground.length),
    after: countKinds(background, foreground.length),
  };
}

/** The requests that began at one time or later, and before another: the next call may begin in the millisecond in which one ends. */
function during({ requests }: Run, begin: number, end: number): SeenRequest[] {
  return requests.filter((request) => request.begin >= begin && request.begin < end);
}

function countKinds(requests: readonly SeenRequest[], calls: number): RequestCounts {
  const counts = new Map<RequestKind, number>();
  for (const kind of requestKinds) {
    const count = requests.filter((request) => request.kind === kind).length;
    if (count > 0) counts.set(kind, count / calls);
  }
  return counts;
}

export function sumOf(counts: RequestCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
