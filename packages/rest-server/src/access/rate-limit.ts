/** A bucket of tokens for every identity: each request takes one, and they come back evenly. */
export interface RateLimitOptions {
  /** Requests per second that an identity may keep up. */
  readonly perSecond: number;
  /** Requests that it may send at once; default the same number, at least 1. */
  readonly burst?: number | undefined;
}

/** Takes a token. Returns 0, or the whole seconds until there is one again. */
export type RateLimiter = (identity: string) => number;

/** Makes the buckets; callers without an identity share one. */
export function createRateLimiter({
  perSecond,
  burst = Math.max(1, perSecond),
}: RateLimitOptions): RateLimiter {
  if (!(perSecond > 0) || !(burst >= 1)) {
    throw new TypeError("A rate limit needs perSecond above 0 and a burst of at least 1.");
  }
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (identity) => {
    const now = performance.now();
    const bucket = buckets.get(identity) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    // At the end again: those at the front have waited longest.
    buckets.delete(identity);
    buckets.set(identity, bucket);
    forgetFullBuckets(buckets, now - (burst / perSecond) * 1000);
    if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / perSecond);
    bucket.tokens -= 1;
    return 0;
  };
}

/** A bucket that nobody used for so long is full, and a new one is the same. */
function forgetFullBuckets(buckets: Map<string, { at: number }>, fullSince: number): void {
  for (const [identity, { at }] of buckets) {
    if (at >= fullSince) return;
    buckets.delete(identity);
  }
}
