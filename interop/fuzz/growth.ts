import { median } from "../../benchmarks/statistics.ts";
import type { Held } from "../harness/served-command.ts";

/** The least number of samples for a result. */
const least = 12;

/**
 * The kinds of memory that grow from the second third of the time to the last by more than a tenth and a fixed allowance. Empty for
 * fewer than twelve samples.
 */
export function growth(held: readonly Held[]): string[] {
  if (held.length < least) return [];
  const third = Math.floor(held.length / 3);
  const slack = { heap: 4, resident: 24 };
  return (["heap", "resident"] as const).flatMap((kind) => {
    const megabytes = held.map((sample) => sample[kind] / 2 ** 20);
    const [before, last] = [median(megabytes.slice(third, 2 * third)), median(megabytes.slice(2 * third))];
    if (last <= before * 1.1 + slack[kind]) return [];
    return [`${kind} grows from ${before.toFixed(0)} to ${last.toFixed(0)} MB (medians of thirds)`];
  });
}
