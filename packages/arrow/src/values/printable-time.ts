import { withoutTrailing } from "@lancetree/core";
import type { TimeUnit } from "../schema/types.ts";

/** Dates and times of any size as ISO 8601 strings, exact to the last digit: JavaScript's own Date ends at milliseconds and in 275760. */

/** The number of decimal digits of a second in each unit of Arrow. */
export const unitDigits: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

const secondsPerDay = 86_400n;

/** The date at a number of days after 1970-01-01. */
export function dateText(days: bigint): string {
  // Counted from 0000-03-01 in eras of 400 years, which all have the same number of days.
  const shifted = days + 719_468n;
  const era = floorDivide(shifted, 146_097n);
  const dayOfEra = Number(shifted - era * 146_097n);
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400n + BigInt(yearOfEra) + (month <= 2 ? 1n : 0n);
  return `${yearText(year)}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** The date and time at an amount of `10^-digits` seconds since 1970. */
export function dateTimeText(amount: bigint, digits: number): string {
  const perDay = secondsPerDay * 10n ** BigInt(digits);
  const days = floorDivide(amount, perDay);
  return `${dateText(days)}T${timeOfDayText(amount - days * perDay, digits)}`;
}

/** The time of day at an amount of `10^-digits` seconds since midnight. */
export function timeOfDayText(amount: bigint, digits: number): string {
  const { sign, seconds, fraction } = split(amount, digits);
  const [hours, minutes] = [seconds / 3600n, (seconds / 60n) % 60n];
  return `${sign}${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds % 60n)}${fraction && `.${fraction}`}`;
}

/** A duration in months, days and `10^-digits` seconds: `PT90.5S`. */
export function durationText(months: bigint, days: bigint, amount: bigint, digits: number): string {
  const { sign, seconds, fraction } = split(amount, digits);
  const trimmed = withoutTrailing(fraction, "0");
  const date = `${months === 0n ? "" : `${months}M`}${days === 0n ? "" : `${days}D`}`;
  if (amount === 0n && date !== "") return `P${date}`;
  return `P${date}T${sign}${seconds}${trimmed && `.${trimmed}`}S`;
}

function split(amount: bigint, digits: number): { sign: string; seconds: bigint; fraction: string } {
  const size = amount < 0n ? -amount : amount;
  const unit = 10n ** BigInt(digits);
  const fraction = digits === 0 ? "" : (size % unit).toString().padStart(digits, "0");
  return { sign: amount < 0n ? "-" : "", seconds: size / unit, fraction };
}

/** ISO 8601 gives years outside of 0 to 9999 a sign and at least six digits. */
function yearText(year: bigint): string {
  if (year >= 0n && year <= 9999n) return year.toString().padStart(4, "0");
  const size = (year < 0n ? -year : year).toString().padStart(6, "0");
  return `${year < 0n ? "-" : "+"}${size}`;
}

function twoDigits(number: number | bigint): string {
  return number.toString().padStart(2, "0");
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right < 0n ? quotient - 1n : quotient;
}
