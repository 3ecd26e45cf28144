import { ServerOptionError } from "./server-option-error.ts";
import type { ServerLimits } from "./server-options.ts";

/** The validated limits, completed with the defaults. */
export type LimitSettings = { readonly [Name in keyof ServerLimits]-?: number };

const defaults: LimitSettings = {
  connections: 2_000,
  anonymousMs: 10_000,
  waitMs: 60_000,
  transfers: 16,
  transfersPerCaller: 8,
  bodyMemoryBytes: 2_048 * 2 ** 20,
  readMs: 600_000,
  writeMs: 600_000,
};

/** A timer of Node waits for 2^31 - 1 ms at most, almost 25 days. */
const maxMs = 2_000_000_000;

/** Completes limits with the defaults. @throws ServerOptionError for an unknown limit, and for a value that is not a positive integer */
export function resolveLimits(limits: ServerLimits = {}): LimitSettings {
  for (const [name, value] of Object.entries(limits)) {
    if (value === undefined) continue;
    if (!isLimit(name)) {
      const known = Object.keys(defaults).join(", ");
      throw new ServerOptionError("limits", `There is no limit "${name}"; the limits are ${known}.`);
    }
    const max = name.endsWith("Ms") ? maxMs : Number.MAX_SAFE_INTEGER;
    if (!Number.isSafeInteger(value) || value < 1 || value > max) {
      throw new ServerOptionError("limits", `The limit "${name}" must be an integer from 1 to ${max}.`);
    }
  }
  const defined = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
  return { ...defaults, ...defined };
}

function isLimit(name: string): name is keyof ServerLimits {
  return Object.hasOwn(defaults, name);
}
