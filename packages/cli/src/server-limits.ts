import type { ServerLimits } from "@lancetree/server";
import type { OptionValue } from "./command.ts";
import { usageError } from "./errors/cli-error.ts";
import { keyValuePairs } from "./option-values.ts";

/**
 * The limits that `--limit NAME=NUMBER` changes: the option of the server, and the factor from the unit of the
 * command line to the unit of the option.
 */
const limits: ReadonlyMap<string, readonly [keyof ServerLimits, number]> = new Map([
  ["connections", ["connections", 1]],
  ["anonymous-seconds", ["anonymousMs", 1_000]],
  ["wait-seconds", ["waitMs", 1_000]],
  ["transfers", ["transfers", 1]],
  ["transfers-per-caller", ["transfersPerCaller", 1]],
  ["body-memory-megabytes", ["bodyMemoryBytes", 2 ** 20]],
  ["read-seconds", ["readMs", 1_000]],
  ["write-seconds", ["writeMs", 1_000]],
] as const);

/** A timer cannot wait for longer than 24 days. */
const maxValue = 2_000_000;

/** Reads `--limit`. Rejects with a usage error for a limit that is unknown, and for a value that is not a positive integer. */
export function serverLimits(values: Readonly<Record<string, OptionValue | undefined>>): ServerLimits {
  const limitEntries = Object.entries(keyValuePairs(values, "limit")).map(([name, text]) => {
    const [option, unit] = limits.get(name) ?? [];
    if (option === undefined || unit === undefined) {
      throw usageError(`There is no limit "${name}".`, `allowed: ${[...limits.keys()].join(", ")}`);
    }
    const number = Number(text);
    if (!/^\d{1,7}$/.test(text) || number < 1 || number > maxValue) {
      throw usageError(`--limit ${name} takes an integer from 1 to ${maxValue}.`);
    }
    return [option, number * unit] as const;
  });
  return Object.fromEntries(limitEntries);
}
