/** A token bucket for each identity. */
export interface RateLimitOptions {
  /** Requests per second, averaged over time. */
  readonly perSecond: number;
  /** Requests that may arrive at the same time; default `perSecond`, at least 1. */
  readonly burst?: number | undefined;
}

/** Takes a token. Returns 0, or the number of whole seconds until a token is available. */
export type RateLimiter = (identity: string) => number;

/**
 * Creates a rate limiter. Callers without an identity share one bucket.
 *
 * @param maxIdentities - the maximum number of buckets, default no limit; beyond it, the limiter removes the bucket
 *   that was unused for longest
 * @throws TypeError unless `perSecond` is above 0 and `burst` at least 1
 */
export function createRateLimiter(
  { perSecond, burst = Math.max(1, perSecond) }: RateLimitOptions,
  maxIdentities: number = Number.POSITIVE_INFINITY,
): RateLimiter {
  if (!(perSecond > 0) || !(burst >= 1)) {
    throw new TypeError("A rate limit needs perSecond above 0 and a burst of at least 1.");
  }
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (identity) => {
    const now = performance.now();
    const bucket = buckets.get(identity) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    // Moves the bucket to the end, so that the map is ordered by last use.
    buckets.delete(identity);
    buckets.set(identity, bucket);
    deleteFullBuckets(buckets, now - (burst / perSecond) * 1000);
    const [oldest] = buckets.keys();
    if (buckets.size > maxIdentities && oldest !== undefined) buckets.delete(oldest);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perSecond);
    bucket.tokens -= 1;
    return 0;
  };
}

/** A bucket that was last used before this time is full, as a new one is. */
function deleteFullBuckets(buckets: Map<string, { at: number }>, fullSince: number): void {
  for (const [identity, { at }] of buckets) {
    if (at >= fullSince) return;
    buckets.delete(identity);
  }
}
