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
  /** A missed bound is LanceDB's floor if the floor misses it too. */
  readonly outcome: "met" | "missed" | "LanceDB's floor";
  /** The median of the floors; empty without any. */
  readonly floor: string;
  /** Set when each round misses the bound by more than a third. One round alone may be disturbed by other work. */
  readonly failure?: string;
}

/** The share of its bound by which a figure may miss it in the short form. */
const tolerance = 1 / 3;

/** What is known of a line that misses its bound. */
export interface Shortfall {
  /** The figures of LanceDB's or the database's own part of the work, in the unit of the group; a line does not fail for what they take. */
  readonly floors?: readonly number[];
  /** The figure that the line is known to reach. It takes the place of the bound `least` when the line would fail. */
  readonly reached?: number | undefined;
}

export function summarizeFigures(
  group: readonly [Figure, ...Figure[]],
  { floors = [], reached }: Shortfall = {},
): Line {
  const [{ least = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, work, unit }] = group;
  const values = group.map(({ value }) => value);
  const middle = median(values);
  const target = Number.isFinite(least) ? `≥ ${least} ${unit}` : `≤ ${max} ${unit}`;
  const show = (value: number): string => value.toFixed(2);
  const measured = `${show(middle)} ${unit} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
  const isFar =
    Math.max(...values) < (reached ?? least) * (1 - tolerance) || Math.min(...values) > max * (1 + tolerance);
  const isMet = middle >= least && middle <= max;
  const floor = floors.length === 0 ? undefined : median(floors);
  const isFloor = !isMet && floor !== undefined && (floor > max || floor < least);
  return {
    target,
    measured,
    outcome: isMet ? "met" : isFloor ? "LanceDB's floor" : "missed",
    floor: floor === undefined ? "" : `${show(floor)} ${unit}`,
    ...(isFar && !isFloor && { failure: `${work}: ${measured}, target ${target}` }),
  };
}

/** Whether bounds fail a run: only in the short form, and not while other work keeps the processors busy, which a line then says. */
export function checksBounds(isShort: boolean, say: (line: string) => void): boolean {
  if (!isShort) return false;
  const isBusy = (loadavg()[0] ?? 0) > 2 * availableParallelism();
  if (isBusy) say("Other work keeps the processors busy: the bounds are not checked.");
  return !isBusy;
}
