import { availableParallelism, loadavg } from "node:os";
import { median } from "./statistics.ts";

/** One figure of one round, and the bound that it has to reach. */
export interface Figure {
  readonly work: string;
  readonly value: number;
  readonly unit: "×" | "ms" | "MB";
  readonly least?: number;
  readonly max?: number;
}

/** What the figures of one line in all rounds say together. */
export interface Line {
  readonly target: string;
  /** Median, minimum and maximum. */
  readonly measured: string;
  readonly outcome: "met" | "missed";
  /** Set when each round misses the bound by more than a third. One round alone may be disturbed by other work. */
  readonly failure?: string;
}

/** The share of its bound by which a figure may miss it in the short form. */
const tolerance = 1 / 3;

/** @param unmet - the work whose lines do not reach their bound yet, and do not fail */
export function summarizeFigures(group: readonly [Figure, ...Figure[]], unmet: ReadonlySet<string>): Line {
  const [{ least = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, work, unit }] = group;
  const values = group.map(({ value }) => value);
  const middle = median(values);
  const target = Number.isFinite(least) ? `≥ ${least} ${unit}` : `≤ ${max} ${unit}`;
  const show = (value: number): string => value.toFixed(2);
  const measured = `${show(middle)} ${unit} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
  const isFar = Math.max(...values) < least * (1 - tolerance) || Math.min(...values) > max * (1 + tolerance);
  return {
    target,
    measured,
    outcome: middle >= least && middle <= max ? "met" : "missed",
    ...(isFar && !unmet.has(work) && { failure: `${work}: ${measured}, target ${target}` }),
  };
}

/** Whether bounds fail a run: only in the short form, and not while other work keeps the processors busy, which a line then says. */
export function checksBounds(isShort: boolean, say: (line: string) => void): boolean {
  if (!isShort) return false;
  const isBusy = (loadavg()[0] ?? 0) > 2 * availableParallelism();
  if (isBusy) say("Other work keeps the processors busy: the bounds are not checked.");
  return !isBusy;
}
