import { createRateLimiter, networkOf, type RateLimitOptions } from "@lancetree/rest-server";

/** Counts an invalid key of an address; false when the address has tried too many. An IPv6 network counts as one address. */
export type FailedAuthLimiter = (address: string | undefined) => boolean;

/** A person who pastes the wrong key does not meet the limit; a program that tries keys does. */
const defaultLimits: RateLimitOptions = { burst: 20, perSecond: 1 };
const defaultMaxAddresses = 10_000;

/** Creates a limiter. Its memory is bounded by the number of addresses that it remembers. */
export function createFailedAuthLimiter(
  limits: RateLimitOptions = defaultLimits,
  maxAddresses: number = defaultMaxAddresses,
): FailedAuthLimiter {
  const limit = createRateLimiter(limits, maxAddresses);
  return (address) => limit(networkOf(address ?? "")) === 0;
}
