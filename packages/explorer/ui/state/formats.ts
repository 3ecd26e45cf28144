/** Numbers and times as the browser's language writes them. */

const integers = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 });
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** A count, with the language's separators. */
export function countText(count: number | bigint): string {
  return integers.format(count);
}

/** A measured number with four digits. */
export function numberText(value: number): string {
  return Number.isFinite(value) ? short.format(value) : String(value);
}

/** The edge of a range of numbers, with as many digits as distinguish it from the other edge. */
export function edgeText(edge: number, width: number): string {
  const digits = Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(width))));
  return edge.toLocaleString(undefined, { maximumFractionDigits: digits });
}

/** A number of bytes in the largest unit that leaves at least one. */
export function bytesText(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const unit = units[power] ?? "byte";
  return new Intl.NumberFormat(undefined, {
    style: "unit",
    unit,
    unitDisplay: power === 0 ? "long" : "short",
    maximumSignificantDigits: power === 0 ? 3 : 3,
  }).format(bytes / 1000 ** power);
}

/** A duration in milliseconds. */
export function durationText(ms: number): string {
  return ms < 1000 ? `${short.format(Number(ms.toPrecision(3)))} ms` : `${short.format(ms / 1000)} s`;
}

/** A point in time. */
export function timeText(ms: number): string {
  return dates.format(ms);
}

/** How long ago something was. */
export function agoText(ms: number, now: number = Date.now()): string {
  const seconds = Math.round((ms - now) / 1000);
  const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
    ["year", 31_557_600],
    ["month", 2_629_800],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  for (const [unit, size] of steps)
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  return relative.format(seconds, "second");
}
