import type { OptionValue } from "./command.ts";
import { usageError } from "./errors/cli-error.ts";

type Values = Readonly<Record<string, OptionValue | undefined>>;

/** The value of an option that takes one; undefined where it was not given. */
export function stringValue(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of an option that may be repeated. */
export function stringValues(values: Values, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value : [];
}

export function isSet(values: Values, name: string): boolean {
  return values[name] === true;
}

/** Reads `key=value` options; of one key, the last takes effect. Rejects with a usage error that never contains a value. */
export function keyValuePairs(values: Values, name: string): Record<string, string> {
  const pairs = stringValues(values, name).map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw usageError(`--${name} takes KEY=VALUE, with a key before the "=".`);
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs);
}

/** Reads an integer of at least `least`. */
export function integerValue(values: Values, name: string, least: number): number | undefined {
  const text = stringValue(values, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number >= least) return number;
  throw usageError(`--${name} takes an integer of at least ${least}.`);
}

/** Reads `--port`. */
export function portValue(values: Values, standard: number): number {
  const port = stringValue(values, "port") ?? String(standard);
  if (/^\d+$/.test(port) && Number(port) < 65_536) return Number(port);
  throw usageError("--port takes an integer from 0 to 65535; 0 lets the system choose.");
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a time such as `90m`, `24h` or `7d`, in milliseconds. */
export function durationValue(values: Values, name: string): number | undefined {
  const text = stringValue(values, name);
  return text === undefined ? undefined : parseDuration(text, `--${name}`);
}

/** For how long a catalog in PostgreSQL keeps what is dropped: `--retain`, or else `LANCETREE_RETAIN`, in seconds. */
export function retainSeconds(
  values: Values,
  environment: Readonly<Record<string, string | undefined>>,
): number | undefined {
  const variable = environment["LANCETREE_RETAIN"] || undefined;
  const milliseconds =
    durationValue(values, "retain") ??
    (variable === undefined ? undefined : parseDuration(variable, "LANCETREE_RETAIN"));
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

function parseDuration(text: string, name: string): number {
  const [, number, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const factor = units[unit];
  if (number !== undefined && factor !== undefined) return Number(number) * factor;
  throw usageError(`${name} takes a number and a unit: 90s, 30m, 24h or 7d.`);
}
