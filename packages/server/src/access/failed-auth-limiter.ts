import { networkOf } from "@lancetree/rest-server";

/** Limits how many invalid keys an address may try. */
export interface FailedAuthLimiter {
  /** Notes an invalid key; false when its address has tried too many. */
  note(address: string | undefined): boolean;
}

export interface FailedAuthLimits {
  /** Invalid keys that an address may try at once. */
  readonly burst: number;
  /** After that, invalid keys per second. */
  readonly perSecond: number;
  /** Addresses to remember; beyond it the ones idle for longest are forgotten. */
  readonly addresses: number;
}

/** A person who pastes the wrong key does not meet the limit; a program that tries keys does. */
const defaultLimits: FailedAuthLimits = { burst: 20, perSecond: 1, addresses: 10_000 };

/** Creates a limiter. Its memory is bounded by the addresses to remember. */
export function createFailedAuthLimiter({
  burst,
  perSecond,
  addresses,
}: FailedAuthLimits = defaultLimits): FailedAuthLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    note(address) {
      const network = networkOf(address ?? "");
      const now = performance.now();
      const { tokens, at } = buckets.get(network) ?? { tokens: burst, at: now };
      const left = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
      // Moved to the end, so that the first one is the one idle for longest.
      buckets.delete(network);
      buckets.set(network, { tokens: Math.max(0, left - 1), at: now });
      const [idlest] = buckets.keys();
      if (buckets.size > addresses && idlest !== undefined) buckets.delete(idlest);
      return left >= 1;
    },
  };
}
