/**
 * Reads ISO 8601 strings as amounts of `10^-digits` seconds, exactly. For an invalid string the result is the reason,
 * as the end of a sentence.
 */

type AmountOrReason = bigint | string;

const datePattern = String.raw`([+-]\d{6,}|\d{4})-(\d\d)-(\d\d)`;
const timePattern = String.raw`(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?`;
const date = new RegExp(`^${datePattern}$`);
const timeOfDay = new RegExp(`^${timePattern}$`);
const dateTime = new RegExp(`^${datePattern}(?:[T ]${timePattern}\\s*(Z|[+-]\\d\\d:?\\d\\d)?)?$`, "i");

/** The days from 1970-01-01 to a date. */
export function readDate(text: string): AmountOrReason {
  const [, year = "", month = "", day = ""] = date.exec(text) ?? [];
  return year === "" ? "is not a date such as 2024-12-31" : daysTo(BigInt(year), Number(month), Number(day));
}

/** A time of day, since midnight. */
export function readTimeOfDay(text: string, digits: number): AmountOrReason {
  const match = timeOfDay.exec(text);
  return match ? secondsOf(match.slice(1), digits) : "is not a time such as 23:59:59.5";
}

/**
 * A date, alone or with a time, since 1970. If the column has a time zone, the string must have an offset, unless the
 * column is in UTC; if the column has none, the string must not have one.
 */
export function readDateTime(text: string, digits: number, zone: string | undefined): AmountOrReason {
  const match = dateTime.exec(text);
  if (!match) return "is not a time such as 2024-12-31T23:59:59";
  const [year = "", month = "", day = "", ...rest] = match.slice(1);
  const offset = rest.pop();
  if (zone === undefined && offset !== undefined)
    return `has a time zone, which the column lacks; use a type with a time zone, such as timestamp:us:UTC`;
  if (zone !== undefined && offset === undefined && !isUtc(zone)) {
    return `has no time zone; write Z for UTC, or an offset such as +02:00`;
  }
  const days = daysTo(BigInt(year), Number(month), Number(day));
  const seconds = rest[0] === undefined ? 0n : secondsOf(rest, digits);
  if (typeof days === "string") return days;
  if (typeof seconds === "string") return seconds;
  return (days * 86_400n - offsetSeconds(offset)) * 10n ** BigInt(digits) + seconds;
}

/** A length of time, as `query` prints it: `PT90.5S`. */
export function readDuration(text: string, digits: number): AmountOrReason {
  const [, sign, days = "0", hours = "0", minutes = "0", minus, seconds = "0", fraction = ""] =
    /^([+-]?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(-?)(\d+)(?:\.(\d+))?S)?)?$/i.exec(text) ?? [];
  if (sign === undefined) return "is not a duration such as PT90.5S";
  const part = fractionOf(fraction, digits);
  if (typeof part === "string") return part;
  const whole = BigInt(days) * 86_400n + BigInt(hours) * 3600n + BigInt(minutes) * 60n;
  const rest = BigInt(seconds) * 10n ** BigInt(digits) + part;
  const amount = whole * 10n ** BigInt(digits) + (minus === "-" ? -rest : rest);
  return sign === "-" ? -amount : amount;
}

function secondsOf(parts: readonly (string | undefined)[], digits: number): AmountOrReason {
  const [hour = "0", minute = "0", second = "0", fraction = ""] = parts;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return "is not a time of day";
  const part = fractionOf(fraction, digits);
  if (typeof part === "string") return part;
  return BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 10n ** BigInt(digits) + part;
}

function fractionOf(fraction: string, digits: number): AmountOrReason {
  if (/[1-9]/.test(fraction.slice(digits))) return `has more than ${digits} decimal places of a second`;
  return BigInt(fraction.slice(0, digits).padEnd(digits, "0") || "0");
}

function offsetSeconds(offset: string | undefined): bigint {
  if (offset === undefined || offset.toUpperCase() === "Z") return 0n;
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  return BigInt((offset.startsWith("-") ? -1 : 1) * (hours * 3600 + minutes * 60));
}

function isUtc(zone: string): boolean {
  return /^(utc|z|etc\/utc|gmt|[+-]00:?00)$/i.test(zone);
}

function daysTo(year: bigint, month: number, day: number): AmountOrReason {
  // Counted in eras of 400 years from 0000-03-01, as in `dateText` of `@lancetree/arrow`.
  const shifted = month <= 2 ? year - 1n : year;
  const era = (shifted >= 0n ? shifted : shifted - 399n) / 400n;
  const yearOfEra = Number(shifted - era * 400n);
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const isLeap = year % 4n === 0n && (year % 100n !== 0n || year % 400n === 0n);
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (day < 1 || day > (lengths[month - 1] ?? 0)) return "is not a day of the calendar";
  return era * 146_097n + BigInt(dayOfEra) - 719_468n;
}
