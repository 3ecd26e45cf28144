import { median } from "../statistics.ts";
import type { Run } from "./comparisons.ts";
import { type RequestKind, requestKinds, roundsOf, type SeenRequest } from "./requests.ts";

/** What one run says about a call. */
export interface RunSummary {
  /** Milliseconds of a call, the median; for several callers, the elapsed time for each call that succeeded. */
  readonly ms: number;
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

export function summarizeRun({ work, outcome, requests }: Run): RunSummary {
  const { calls, closedAt, failed } = outcome;
  const during = (begin: number, end: number): SeenRequest[] =>
    requests.filter((request) => request.begin >= begin && request.begin <= end);
  if (work.callers > 1) {
    const begin = Math.min(...calls.map((call) => call.begin));
    const all = during(begin, closedAt);
    return {
      ms: (closedAt - begin) / calls.length,
      medianRequests: all.length / calls.length,
      until: countKinds(all, calls.length),
      after: new Map(),
      failed,
    };
  }
  const foreground = calls.map(({ begin, end }) => during(begin, end));
  const background = calls.flatMap(({ end }, index) =>
    during(end + 1, (calls[index + 1]?.begin ?? closedAt) - 1),
  );
  const rounds = foreground.map(roundsOf);
  const middle = Math.floor(median(rounds.map(({ length }) => length)));
  return {
    ms: median(calls.map(({ begin, end }) => end - begin)),
    rounds: middle,
    medianRequests: median(foreground.map(({ length }) => length)),
    example: rounds.find(({ length }) => length === middle) ?? [],
    until: countKinds(foreground.flat(), calls.length),
    after: countKinds(background, calls.length),
    failed,
  };
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
