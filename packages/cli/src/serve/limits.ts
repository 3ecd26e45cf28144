import type { OptionValue } from "../command.ts";
import { usageError } from "../errors/cli-error.ts";
import { keyValuePairs } from "../option-values.ts";

/** The limits that `--limit NAME=NUMBER` changes, with their defaults. `docs/serving.md` says what each means. */
const defaults = {
  connections: 2_000,
  "stranger-seconds": 10,
  "wait-seconds": 60,
  "row-calls": 16,
  "row-calls-per-caller": 8,
  "held-megabytes": 2_048,
  "read-seconds": 600,
  "write-seconds": 600,
} as const;

export type LimitName = keyof typeof defaults;

export type ServerLimits = Readonly<Record<LimitName, number>>;

/** A timer cannot wait for longer than 24 days. */
const most = 2_000_000;

/** Reads `--limit`. Rejects with a usage error for a limit that is unknown, and for what is no whole number from 1. */
export function limitsOf(values: Readonly<Record<string, OptionValue | undefined>>): ServerLimits {
  const limits: Record<LimitName, number> = { ...defaults };
  for (const [name, text] of Object.entries(keyValuePairs(values, "limit"))) {
    if (!isLimit(name)) {
      throw usageError(`There is no limit "${name}".`, `there are ${Object.keys(defaults).join(", ")}`);
    }
    const number = Number(text);
    if (!/^\d{1,7}$/.test(text) || number < 1 || number > most) {
      throw usageError(`--limit ${name} takes a whole number from 1 to ${most}.`);
    }
    limits[name] = number;
  }
  return limits;
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(defaults, name);
}
