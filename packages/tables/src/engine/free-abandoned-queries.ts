import { collector } from "./collector.ts";

/**
 * Milliseconds after which LanceDB has ended its work on an abandoned query. One run of the collector frees all
 * queries that were abandoned in this time.
 */
const delayMs = 250;
/** The collector stops the process for tens of milliseconds, so it does not run for each query of a caller who gives up many. */
const intervalMs = 1_000;

let isPlanned = false;
let latest = Number.NEGATIVE_INFINITY;

/**
 * Frees the memory of queries that were not read to their end, tens of megabytes each. LanceDB's iterators have no method for that: the
 * garbage collector frees them, but does not know their size and runs too late. This function runs it.
 */
export function freeAbandonedQueries(): void {
  if (isPlanned) return;
  isPlanned = true;
  const start = Math.max(performance.now() + delayMs, latest + intervalMs);
  setTimeout(() => {
    isPlanned = false;
    latest = performance.now();
    collector()?.();
  }, start - performance.now()).unref();
}
