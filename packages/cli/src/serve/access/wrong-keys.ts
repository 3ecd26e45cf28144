import { networkOf } from "@lancetree/rest-server";

/** Counts wrong keys by the address that they come from. */
export interface WrongKeys {
  /** Notes one; false when there were too many from there. */
  note(address: string | undefined): boolean;
}

export interface WrongKeyLimits {
  /** Wrong keys that an address may show at once. */
  readonly burst: number;
  /** After that, wrong keys a second. */
  readonly perSecond: number;
  /** Addresses to remember; beyond it those are forgotten that were quiet for longest. */
  readonly addresses: number;
}

/** A person who pastes the wrong key never notices; a program that tries keys does at once. */
export const usualLimits: WrongKeyLimits = { burst: 20, perSecond: 1, addresses: 10_000 };

/** Makes a counter. Its memory does not grow beyond the addresses to remember. */
export function createWrongKeys({ burst, perSecond, addresses }: WrongKeyLimits = usualLimits): WrongKeys {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    note(address) {
      const place = networkOf(address ?? "");
      const now = performance.now();
      const { tokens, at } = buckets.get(place) ?? { tokens: burst, at: now };
      const left = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
      // At the end again: those at the front were quiet for longest.
      buckets.delete(place);
      buckets.set(place, { tokens: Math.max(0, left - 1), at: now });
      const [quietest] = buckets.keys();
      if (buckets.size > addresses && quietest !== undefined) buckets.delete(quietest);
      return left >= 1;
    },
  };
}
